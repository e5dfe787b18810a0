internal import Bundles
internal import Codecs
internal import Forest
internal import Tabular

/// One worker's memory: takes a block of records and makes the output's lines of it.
///
/// Owns the codes, margins and predictions of `rowCountMax` rows and the lines; all of it is used again for the next block.
@safe final class BlockScorer {
    private let encoder: RowEncoder
    private let scorer: Scorer
    private let columns: ColumnMap
    private let output: OutputColumns
    private let rule: BadRowRule
    private let rowCountMax: Int
    private let codes: UnsafeMutableRawBufferPointer
    private let accepted: UnsafeMutableBufferPointer<Bool>
    private let margins: UnsafeMutablePointer<Double>
    private let predictions: UnsafeMutablePointer<Double>
    private var lines = ByteBuffer(capacity: 1 << 16)
    private(set) var counts: ContractCounts

    /// Codes of a chunk of rows stay in the second-level cache; a model of very many features gets fewer rows.
    private static let codeCountMax = 1 << 16
    private static let rowsPerChunkMax = 1024

    init(encoder: RowEncoder, scorer: Scorer, columns: ColumnMap, output: OutputColumns, rule: BadRowRule) {
        self.encoder = encoder
        self.scorer = scorer
        self.columns = columns
        self.output = output
        self.rule = rule
        let stride = max(1, encoder.featureCount)
        rowCountMax = max(1, min(Self.rowsPerChunkMax, Self.codeCountMax / stride))
        unsafe codes = .allocate(byteCount: rowCountMax * stride * encoder.width.elementByteCount, alignment: 64)
        unsafe codes.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe accepted = .allocate(capacity: rowCountMax)
        unsafe accepted.initialize(repeating: false)
        unsafe margins = .allocate(capacity: rowCountMax * output.decision.outputCount)
        unsafe margins.initialize(repeating: 0, count: rowCountMax * output.decision.outputCount)
        unsafe predictions = .allocate(capacity: rowCountMax * output.decision.outputCount)
        unsafe predictions.initialize(repeating: 0, count: rowCountMax * output.decision.outputCount)
        counts = ContractCounts(featureCount: encoder.featureCount)
    }

    deinit {
        unsafe codes.deallocate()
        unsafe accepted.deallocate()
        unsafe margins.deallocate()
        unsafe predictions.deallocate()
    }

    /// Scores all rows of the block. `flush` is called whenever the lines have grown to `lineByteCountMax`, and empties them.
    /// Returns the first refused field when bad rows end the run; the lines before it are then of no use.
    func score(
        _ block: CSVBlock, lineByteCountMax: Int, flush: (inout ByteBuffer) throws(ScoreFailure) -> Void
    ) throws(ScoreFailure) -> RowEncoder.RefusedField? {
        var row = 0
        while row < block.rowCount {
            let rows = row..<min(row + rowCountMax, block.rowCount)
            let refused = unsafe encoder.encodeRows(
                of: block, rows: rows, columns: columns, into: codes, stride: max(1, encoder.featureCount), accepted: accepted,
                counts: &counts)
            if let refused, rule == .fail { return refused }
            // Refused rows are scored too, which costs less than closing the gaps; their results are not used.
            unsafe scorer.margins(
                inputRows: codes.baseAddress!, rowCount: rows.count, rowStride: max(1, encoder.featureCount), into: margins)
            unsafe scorer.predictions(margins: margins, rowCount: rows.count, into: predictions)
            appendLines(block, rows)
            if lines.count >= lineByteCountMax { try flush(&lines) }
            row = rows.upperBound
        }
        return nil
    }

    func writeLines(to file: OutputFile) throws(ScoreFailure) {
        try file.write(lines)
        lines.removeAll()
    }

    private func appendLines(_ block: CSVBlock, _ rows: Range<Int>) {
        for row in rows {
            let index = row &- rows.lowerBound
            let isAccepted = unsafe accepted[index]
            if !isAccepted && rule == .skip { continue }
            output.appendKept(block, row: row, to: &lines)
            if isAccepted {
                unsafe output.appendPredictions(
                    predictions + index &* output.decision.outputCount, margins: margins + index &* output.decision.outputCount,
                    to: &lines)
            } else {
                output.appendNothing(to: &lines)
            }
        }
    }
}
