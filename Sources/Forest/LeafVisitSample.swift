/// Leaf visits counted on a share of the rows that are scored: what the flow of rows through the trees looks like, at little cost.
///
/// Rows are numbered in the order in which they are noted. Of every `blockShare` blocks of 256 rows the first is counted: the same rows for
/// the same order, however they were cut into calls. One thread at a time.
@safe public final class LeafVisitSample {
    /// One block in so many: a few per cent of the time that the fastest kernels take.
    public static let defaultBlockShare = 1024
    /// Rows of a block: so many that the nodes, which the fast kernels do not use, are fetched into the caches for something.
    public static let blockRowCount = 256

    /// One block of so many is counted.
    public let blockShare: Int
    /// Rows that were noted.
    public private(set) var rowCount = 0
    /// Rows of them that were counted: what `counts` adds up to in every tree.
    public private(set) var countedRowCount = 0
    /// Visits of each leaf, tree after tree and in each by leaf id.
    public var counts: [UInt64] { unsafe Array(UnsafeBufferPointer(start: visits, count: scorer.forest.leafCount)) }

    private let scorer: Scorer
    private let visits: UnsafeMutablePointer<UInt64>

    /// `blockShare` is at least 1, which counts every row.
    public init(_ scorer: Scorer, blockShare: Int = LeafVisitSample.defaultBlockShare) {
        precondition(blockShare >= 1, "one block of so many")
        self.scorer = scorer
        self.blockShare = blockShare
        unsafe visits = .allocate(capacity: max(1, scorer.forest.leafCount))
        unsafe visits.initialize(repeating: 0, count: max(1, scorer.forest.leafCount))
    }

    deinit { unsafe visits.deallocate() }

    /// Notes rows that are scored, and counts those of them whose turn it is. Rows as in `Scorer.margins`. No allocation.
    public func note(rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int) {
        eachCounted(rowCount) { first, count in
            unsafe scorer.leafVisits(rows: rows + first * rowStride, rowCount: count, rowStride: rowStride, into: visits)
        }
    }

    /// The same for float64 rows.
    public func note(rows: UnsafePointer<Double>, rowCount: Int, rowStride: Int) {
        eachCounted(rowCount) { first, count in
            unsafe scorer.leafVisits(rows: rows + first * rowStride, rowCount: count, rowStride: rowStride, into: visits)
        }
    }

    private func eachCounted(_ newRowCount: Int, _ count: (Int, Int) -> Void) {
        let period = Self.blockRowCount * blockShare
        let end = rowCount + newRowCount
        var blockStart = rowCount / period * period
        while blockStart < end {
            let first = max(rowCount, blockStart)
            let last = min(end, blockStart + Self.blockRowCount)
            if first < last {
                count(first - rowCount, last - first)
                countedRowCount += last - first
            }
            blockStart += period
        }
        rowCount = end
    }
}
