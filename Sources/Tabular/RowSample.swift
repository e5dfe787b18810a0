internal import Base

/// A random set of rows of bounded size that depends on the row numbers and the seed alone, never on blocks.
///
/// A row is in when its hash is at most a threshold, and the threshold halves whenever there are too many.
public struct RowSample {
    public let rowCountMax: Int
    private let seed: UInt64
    private var threshold = UInt64.max
    public private(set) var rows: [Int] = []
    private var hashes: [UInt64] = []

    public init(rowCountMax: Int, seed: UInt64) {
        self.rowCountMax = max(1, rowCountMax)
        self.seed = SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    }

    /// Adds the row if its hash is low enough.
    public mutating func admit(_ row: Int) -> Bool {
        let hash = SplitMix64.mix(seed ^ (UInt64(row) &* 0x9E37_79B9_7F4A_7C15))
        guard hash <= threshold else { return false }
        rows.append(row)
        hashes.append(hash)
        return true
    }

    /// Brings the sample below its limit. Returns the places of the rows that stay, or nil when all do.
    public mutating func thin() -> [Int]? {
        guard rows.count > rowCountMax else { return nil }
        var kept = Array(rows.indices)
        while kept.count > rowCountMax {
            threshold &>>= 1
            kept = kept.filter { hashes[$0] <= threshold }
        }
        rows = kept.map { rows[$0] }
        hashes = kept.map { hashes[$0] }
        return kept
    }
}
