/// A table of bin numbers, one byte a cell: all that training reads.
///
/// Owns its memory, immutable, shared by all threads; made by `BinnedTableBuilder`. Layout: features stand in blocks of 8, and a block
/// holds 8 bytes for each row (features that the last block lacks are 0), so that a histogram loop takes a row's share of a block in
/// one load and writes to no more histograms than the first-level cache holds. Limits: `rowCountMax` rows, `featureCountMax` features.
@safe public final class BinnedTable: @unchecked Sendable {
    /// Histogram sums keep a row count in 28 bits.
    public static let rowCountMax = (1 << 28) - 1
    public static let featureCountMax = 65_536
    /// Features of a block, and bytes of a row in it.
    static let blockWidth = 8

    /// Throws `tooLarge` for a table that cannot be: to be asked before one is built, since a builder traps past the limits.
    public static func checkSize(rowCount: Int, featureCount: Int) throws(TrainingError) {
        guard rowCount <= rowCountMax else { throw .tooLarge("\(rowCount) rows; accepted: up to \(rowCountMax)") }
        guard featureCount <= featureCountMax else {
            throw .tooLarge("\(featureCount) features; accepted: up to \(featureCountMax)")
        }
    }

    /// One per feature.
    public let bins: [FeatureBins]
    public let rowCount: Int
    /// Features in which some value is at or above the largest finite float: no threshold has all their values below it.
    let reachesTop: [Bool]
    let blockByteCount: Int
    private let cells: UnsafeMutableRawPointer

    public var featureCount: Int { bins.count }

    /// Takes the ownership of `cells`, which holds blocks of `rowCapacity` rows.
    init(bins: [FeatureBins], rowCount: Int, rowCapacity: Int, reachesTop: [Bool], cells: UnsafeMutableRawPointer) {
        self.bins = bins
        self.rowCount = rowCount
        self.reachesTop = reachesTop
        blockByteCount = rowCapacity * Self.blockWidth
        unsafe self.cells = cells
    }

    deinit { unsafe cells.deallocate() }

    var blockCount: Int { (featureCount + Self.blockWidth - 1) / Self.blockWidth }

    /// The cells of a block: `rowCount` times 8 bytes.
    func block(_ block: Int) -> UnsafeRawPointer {
        precondition(block < max(blockCount, 1), "a block of the table")
        return unsafe UnsafeRawPointer(cells + block * blockByteCount)
    }

    /// The cells of a feature: a row's bin is at 8 times its number.
    func column(_ feature: Int) -> UnsafeRawPointer {
        precondition(feature < featureCount, "a feature of the table")
        return unsafe block(feature / Self.blockWidth) + feature % Self.blockWidth
    }

    /// The bin of one cell.
    public func bin(row: Int, feature: Int) -> Int {
        precondition(row >= 0 && row < rowCount && feature >= 0, "a cell of the table")
        return Int(unsafe column(feature).load(fromByteOffset: row * Self.blockWidth, as: UInt8.self))
    }
}
