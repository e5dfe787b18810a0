import Bundles
import Evaluation
import ForestTraining
import Tabular

/// Rows encoded by the contract and put into one byte per cell, from the training file and then, if there is one, the validation file.
///
/// Rows without a target are left out, so that row numbers here count the rows that are used.
struct EncodedTable: ~Copyable {
    /// What is done with a record.
    enum Use {
        /// It has no target.
        case leftOut
        case kept
        /// Kept, and counted in the baseline.
        case keptAndCounted
    }

    private let encoder: RowEncoder
    private let otherColumns: [String]
    private var builder: BinnedTableBuilder
    private var baseline: BaselineCounter

    /// Encoded rows held at a time.
    private static let chunkRowCount = 4096

    /// `quantiles` are the edges of the baseline; `otherColumns` are no features: the target and what the user ignores.
    init(contract: FeatureContract, bins: [FeatureBins], quantiles: [[Double]], otherColumns: [String], rowCapacity: Int) {
        encoder = RowEncoder(contract.readingEveryRecord)
        self.otherColumns = otherColumns
        builder = BinnedTableBuilder(bins: bins, rowCapacity: rowCapacity)
        baseline = BaselineCounter(contract: contract, edges: quantiles)
    }

    /// Appends a file's records; `uses` says of each block what is done with its records.
    mutating func append(
        _ reader: inout CSVReader, pass: String, progress: inout RunProgress, uses: (CSVBlock) throws -> [Use]
    ) throws {
        let columns = try TableColumns(
            header: reader.header, encoder: encoder, ignoring: otherColumns, path: reader.path,
            purpose: "every column of the training table is needed")
        let width = encoder.featureCount
        var counts = ContractCounts(featureCount: width)
        var codes = [Float](repeating: 0, count: Self.chunkRowCount * width)
        var accepted = [Bool](repeating: true, count: Self.chunkRowCount)
        while try reader.readBlock() {
            try Interrupt.check()
            progress.reading(pass, storedBytesRead: reader.storedBytesRead, storedByteCount: reader.storedByteCount)
            let block = reader.block
            let uses = try uses(block)
            try BinnedTable.checkSize(rowCount: builder.rowCount + block.rowCount, featureCount: width)
            for start in stride(from: 0, to: block.rowCount, by: Self.chunkRowCount) {
                let rows = start..<min(start + Self.chunkRowCount, block.rowCount)
                let refused = unsafe codes.withUnsafeMutableBufferPointer { codes in
                    unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                        unsafe encoder.encodeRows(
                            of: block, rows: rows, columns: columns.map, into: codes, stride: width, accepted: accepted,
                            counts: &counts)
                    }
                }
                if let refused { throw columns.refusal(refused, block) }
                append(codes, uses[rows])
            }
        }
    }

    /// The table of all rows and what the baseline counted, once every file is appended.
    consuming func finish() -> (table: BinnedTable, baseline: BaselineCounter) {
        let counted = baseline
        return (builder.finish(), counted)
    }

    /// Appends a chunk's kept rows in runs that lie together.
    private mutating func append(_ codes: [Float], _ uses: ArraySlice<Use>) {
        let width = encoder.featureCount
        unsafe codes.withUnsafeBufferPointer { codes in
            guard let start = codes.baseAddress else { return }
            var row = 0
            while row < uses.count {
                var end = row
                while end < uses.count, uses[uses.startIndex + end] != .leftOut {
                    if uses[uses.startIndex + end] == .keptAndCounted { unsafe baseline.count(start + end * width) }
                    end += 1
                }
                if end > row { unsafe builder.append(rows: start + row * width, rowCount: end - row, rowStride: width) }
                row = end + 1
            }
        }
    }
}
