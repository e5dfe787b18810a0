internal import Bundles
internal import Codecs
internal import Forest
internal import Records
internal import Scoring
internal import Tabular

/// What every worker of a run needs and none changes.
struct ScoringRules: Sendable {
    let encoder: RowEncoder
    let scorer: Scorer
    let computed: ComputedColumns
    let rule: BadRowRule
    let compression: OutputCompression
    let refusedRows: RefusedRows
    /// Bins of the report; nil where none was asked for.
    let bins: BinSource?
    /// Refused fields are listed, for the reject file.
    let listsRefusals: Bool
}

/// One worker's memory: takes a block of records and makes the output's rows of it.
///
/// Owns the codes, margins and predictions of `rowCountMax` rows; all of it is used again for the next block.
@safe final class BlockScorer {
    private let rules: ScoringRules
    private let rowCountMax: Int
    private let stride: Int
    private let codes: UnsafeMutableRawBufferPointer
    private let accepted: UnsafeMutableBufferPointer<Bool>
    private let margins: UnsafeMutablePointer<Double>
    private let predictions: UnsafeMutablePointer<Double>
    private let leafIDs: UnsafeMutablePointer<UInt32>?
    private let compressor: OutputCompressor?
    private var lines = ByteBuffer(capacity: 1 << 16)
    private var refusals: RefusalList
    private var layout: InputLayout?
    private var encoder: RecordEncoder?

    init(_ rules: ScoringRules) throws(ScoreFailure) {
        self.rules = rules
        compressor = try OutputCompressor(rules.compression)
        stride = max(1, rules.encoder.featureCount)
        rowCountMax = Self.rowCountMax(rules)
        let outputCount = rules.computed.decision.outputCount
        unsafe codes = .allocate(byteCount: rowCountMax * stride * rules.encoder.width.elementByteCount, alignment: 64)
        unsafe codes.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe accepted = .allocate(capacity: rowCountMax)
        unsafe accepted.initialize(repeating: false)
        unsafe margins = .allocate(capacity: rowCountMax * outputCount)
        unsafe margins.initialize(repeating: 0, count: rowCountMax * outputCount)
        unsafe predictions = .allocate(capacity: rowCountMax * outputCount)
        unsafe predictions.initialize(repeating: 0, count: rowCountMax * outputCount)
        let leafCount = rules.computed.leafColumnCount * rowCountMax
        unsafe leafIDs = leafCount == 0 ? nil : .allocate(capacity: leafCount)
        unsafe leafIDs?.initialize(repeating: 0, count: leafCount)
        refusals = RefusalList(countMax: rules.listsRefusals ? Self.refusalCountMax : 1)
    }

    deinit {
        unsafe codes.deallocate()
        unsafe accepted.deallocate()
        unsafe margins.deallocate()
        unsafe predictions.deallocate()
        unsafe leafIDs?.deallocate()
    }

    /// Scores the slot's rows into its output. Whenever that has grown to `RunLimits.pieceByteCount` it waits for the block's turn and has
    /// `writePiece` write and empty it; `waitForTurn` is false when the run has failed, and the rest is then of no use.
    func score(
        _ slot: BlockSlot, waitForTurn: () -> Bool, writePiece: (BlockSlot) throws(ScoreFailure) -> Void
    ) throws(ScoreFailure) {
        guard let layout = slot.layout, !slot.rows.isEmpty else { return }
        let encoder = encoder(for: layout)
        var distributions: DistributionCounts?
        var row = slot.rows.lowerBound
        while row < slot.rows.upperBound {
            let rows = row..<min(row + rowCountMax, slot.rows.upperBound)
            unsafe encoder.encode(
                slot.block, rows: rows, into: codes, stride: stride, accepted: accepted, counts: &slot.counts, refusals: &refusals
            )
            if let first = refusals.refusals.first {
                if rules.rule == .fail { throw rules.refusedRows.failure(first, slot, layout) }
                if rules.listsRefusals { rules.refusedRows.append(refusals, slot, layout) }
            }
            let scored = score(rows)
            if let source = rules.bins { count(rows, scored, source, slot, &distributions) }
            append(rows, scored, layout.rows, slot, encoder)
            if max(lines.count, slot.output.count, slot.rejects.count) >= RunLimits.pieceByteCount {
                compress(into: slot)
                guard waitForTurn() else { return }
                try writePiece(slot)
            }
            row = rows.upperBound
        }
        compress(into: slot)
        slot.distributions = distributions
    }

    /// Refused rows are scored too, which costs less than closing the gaps; their results are not used.
    private func score(_ rows: Range<Int>) -> ScoredRows {
        let start = unsafe codes.baseAddress!
        unsafe rules.scorer.margins(inputRows: start, rowCount: rows.count, rowStride: stride, into: margins)
        unsafe rules.scorer.predictions(margins: margins, rowCount: rows.count, into: predictions)
        if let leafIDs = unsafe leafIDs {
            switch rules.encoder.width {
            case .float32:
                unsafe rules.scorer.leafIDs(
                    rows: start.assumingMemoryBound(to: Float.self), rowCount: rows.count, rowStride: stride, into: leafIDs)
            case .float64:
                unsafe rules.scorer.leafIDs(
                    rows: start.assumingMemoryBound(to: Double.self), rowCount: rows.count, rowStride: stride, into: leafIDs)
            }
        }
        return unsafe ScoredRows(
            firstRow: rows.lowerBound, outputCount: rules.computed.decision.outputCount,
            treeCount: rules.computed.leafColumnCount,
            accepted: accepted.baseAddress!, predictions: predictions, margins: margins,
            leafIDs: leafIDs.map { unsafe UnsafePointer($0) })
    }

    private func append(_ rows: Range<Int>, _ scored: ScoredRows, _ form: OutputRows, _ slot: BlockSlot, _ encoder: RecordEncoder)
    {
        if compressor == nil {
            append(rows, scored, form, slot, encoder, to: &slot.output)
        } else {
            append(rows, scored, form, slot, encoder, to: &lines)
        }
    }

    private func append(
        _ rows: Range<Int>, _ scored: ScoredRows, _ form: OutputRows, _ slot: BlockSlot, _ encoder: RecordEncoder,
        to buffer: inout ByteBuffer
    ) {
        for index in 0..<rows.count {
            if rules.rule == .skip && !scored.isAccepted(index) { continue }
            form.append(index, of: scored, slot.block, encoder, to: &buffer)
            slot.outputRowCount += 1
        }
    }

    private func compress(into slot: BlockSlot) {
        guard let compressor, lines.count > 0 else { return }
        unsafe compressor.append(lines.unsafeBytes, to: &slot.output)
        lines.removeAll()
    }

    private func encoder(for layout: InputLayout) -> RecordEncoder {
        if let encoder, self.layout === layout { return encoder }
        let made = RecordEncoder(rules.encoder, columns: layout.columns, kept: layout.kept)
        encoder = made
        self.layout = layout
        return made
    }
}

extension BlockScorer {
    /// Codes of some rows stay in the second-level cache; a model of very many features gets fewer rows.
    private static let codeByteCountMax = 256 << 10
    private static let rowsPerChunkMax = 4096
    /// The kernels score whole blocks of so many rows fastest.
    private static let rowsPerKernelBlock = 256
    /// What one chunk of rows may add to the output, beside kept columns.
    private static let computedByteCountMax = 2 << 20
    /// Refused fields of one chunk of rows that are listed; what is beyond is counted.
    private static let refusalCountMax = 1 << 16

    private static func rowCountMax(_ rules: ScoringRules) -> Int {
        let featureCount = max(1, rules.encoder.featureCount)
        // A number has no more characters than 24, a leaf id no more than 10, each with its comma.
        let numberCount = rules.computed.decision.outputCount * (rules.computed.hasMargins ? 2 : 1)
        let lineByteCount = numberCount * 25 + rules.computed.leafColumnCount * 11
        let rowCount = min(
            rowsPerChunkMax, codeByteCountMax / (featureCount * rules.encoder.width.elementByteCount),
            computedByteCountMax / lineByteCount)
        return rowCount > rowsPerKernelBlock ? rowCount / rowsPerKernelBlock * rowsPerKernelBlock : max(1, rowCount)
    }

    /// Bytes that one worker takes.
    static func byteCount(_ encoder: RowEncoder, _ computed: ComputedColumns, isCompressed: Bool) -> Int {
        let perRow = encoder.rowByteCount + 16 * computed.decision.outputCount + 4 * computed.leafColumnCount + 1
        let lines = RunLimits.pieceByteCount + computedByteCountMax
        return rowsPerChunkMax * min(perRow, 4096) + (isCompressed ? lines + OutputCompressor.byteCountMax : 0)
    }
}

extension BlockScorer {
    private func count(
        _ rows: Range<Int>, _ scored: ScoredRows, _ source: BinSource, _ slot: BlockSlot,
        _ distributions: inout DistributionCounts?
    ) {
        if distributions == nil {
            distributions = DistributionCounts(source.bins(isFirst: slot.isFirst) { columns(rows, scored) })
        }
        for index in 0..<rows.count where scored.isAccepted(index) {
            for feature in 0..<rules.encoder.featureCount { distributions!.count(code(index, feature), feature: feature) }
            let (value, classIndex) = headline(index, scored)
            distributions!.count(prediction: value, classIndex: classIndex)
        }
    }

    private func code(_ index: Int, _ feature: Int) -> Double {
        switch rules.encoder.width {
        case .float32: Double(unsafe codes.assumingMemoryBound(to: Float.self)[index &* stride &+ feature])
        case .float64: unsafe codes.assumingMemoryBound(to: Double.self)[index &* stride &+ feature]
        }
    }

    /// The one number of a row's predictions that drift looks at, and the class.
    private func headline(_ index: Int, _ scored: ScoredRows) -> (Double, Int?) {
        let decision = rules.computed.decision
        if decision.task == .regression { return (scored.prediction(index, 0), nil) }
        let classIndex = unsafe decision.classIndex(scored.predictions(index))
        return (decision.task == .binary ? scored.prediction(index, 0) : scored.prediction(index, classIndex), classIndex)
    }

    /// Every feature's values and the predictions of accepted rows.
    private func columns(_ rows: Range<Int>, _ scored: ScoredRows) -> [[Double]] {
        let places = (0..<rows.count).filter { scored.isAccepted($0) }
        return (0..<rules.encoder.featureCount).map { feature in places.map { code($0, feature) } }
            + [places.map { headline($0, scored).0 }]
    }
}
