internal import Bundles
internal import Forest
internal import Tabular

/// Rows of a table on their way through a model: encoded by its contract, then scored, some thousand at a time.
///
/// Owns the memory of one chunk, which every chunk uses again. Used by one thread at a time.
@safe final class TableRows {
    let encoder: RowEncoder
    let scorer: Scorer
    let rowCountMax: Int
    let outputCount: Int
    private let stride: Int
    private let codes: UnsafeMutableRawBufferPointer
    private let accepted: UnsafeMutableBufferPointer<Bool>
    private let results: UnsafeMutableBufferPointer<Double>
    private var counts: ContractCounts
    /// Rows of the chunk.
    private(set) var rowCount = 0

    /// Numbers of a chunk: codes and predictions stay in the cache.
    private static let codeCountMax = 1 << 16
    private static let rowsPerChunkMax = 1024

    init(_ bundle: Bundle) {
        encoder = RowEncoder(bundle.manifest.contract.readingEveryRecord, width: bundle.inputWidth)
        scorer = bundle.scorer
        outputCount = bundle.forest.outputCount
        stride = max(1, encoder.featureCount)
        rowCountMax = max(1, min(Self.rowsPerChunkMax, Self.codeCountMax / max(stride, outputCount)))
        unsafe codes = .allocate(byteCount: rowCountMax * stride * encoder.width.elementByteCount, alignment: 64)
        unsafe codes.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe accepted = .allocate(capacity: rowCountMax)
        unsafe accepted.initialize(repeating: false)
        unsafe results = .allocate(capacity: rowCountMax * outputCount)
        unsafe results.initialize(repeating: 0)
        counts = ContractCounts(featureCount: encoder.featureCount)
    }

    deinit {
        unsafe codes.deallocate()
        unsafe accepted.deallocate()
        unsafe results.deallocate()
    }

    /// Takes rows of a block, at most `rowCountMax`.
    func encode(_ block: CSVBlock, rows: Range<Int>, _ columns: TableColumns) throws(InputError) {
        let refused = unsafe encoder.encodeRows(
            of: block, rows: rows, columns: columns.map, into: codes, stride: stride, accepted: accepted, counts: &counts)
        if let refused { throw columns.refusal(refused, block) }
        rowCount = rows.count
    }

    /// The codes of a row, widened.
    func codes(ofRow row: Int) -> [Double] {
        let range = row * stride..<row * stride + encoder.featureCount
        return switch encoder.width {
        case .float32: unsafe codes.assumingMemoryBound(to: Float.self)[range].map { Double($0) }
        case .float64: unsafe Array(codes.assumingMemoryBound(to: Double.self)[range])
        }
    }

    /// Takes one row of codes in the place of a table's.
    func take(_ row: [Double]) {
        rowCount = 1
        for (feature, code) in row.enumerated() {
            switch encoder.width {
            case .float32: unsafe codes.assumingMemoryBound(to: Float.self)[feature] = Float(code)
            case .float64: unsafe codes.assumingMemoryBound(to: Double.self)[feature] = code
            }
        }
    }

    func count(in counter: inout BaselineCounter) {
        for row in 0..<rowCount {
            switch encoder.width {
            case .float32: unsafe counter.count(codes.assumingMemoryBound(to: Float.self).baseAddress! + row * stride)
            case .float64: unsafe counter.count(codes.assumingMemoryBound(to: Double.self).baseAddress! + row * stride)
            }
        }
    }

    /// Margins, row-major.
    func margins() -> [Double] {
        unsafe scorer.margins(
            inputRows: codes.baseAddress!, rowCount: rowCount, rowStride: stride, into: results.baseAddress!)
        return unsafe Array(results[..<(rowCount * outputCount)])
    }

    /// Predictions, row-major.
    func predictions() -> [Double] {
        let start = unsafe results.baseAddress!
        unsafe scorer.margins(inputRows: codes.baseAddress!, rowCount: rowCount, rowStride: stride, into: start)
        unsafe scorer.predictions(margins: start, rowCount: rowCount, into: start)
        return unsafe Array(results[..<(rowCount * outputCount)])
    }

    /// Adds the rows to the counts of the leaves that they reach.
    func countLeaves(in visits: inout [UInt64]) {
        unsafe visits.withUnsafeMutableBufferPointer { visits in
            guard let counts = visits.baseAddress else { return }
            switch encoder.width {
            case .float32:
                unsafe scorer.leafVisits(
                    rows: codes.assumingMemoryBound(to: Float.self).baseAddress!, rowCount: rowCount, rowStride: stride,
                    into: counts)
            case .float64:
                unsafe scorer.leafVisits(
                    rows: codes.assumingMemoryBound(to: Double.self).baseAddress!, rowCount: rowCount, rowStride: stride,
                    into: counts)
            }
        }
    }
}
