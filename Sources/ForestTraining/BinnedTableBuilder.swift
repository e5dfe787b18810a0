/// Bins rows as they come and packs them into a `BinnedTable`.
///
/// Holds one byte per cell for the announced number of rows; more rows than announced make it grow by half.
@safe public struct BinnedTableBuilder: ~Copyable {
    private let bins: [FeatureBins]
    private let encoders: [BinEncoder]
    private var rowCapacity: Int
    private var reachesTop: [Bool]
    private var cells: UnsafeMutableRawPointer
    /// Rows appended so far.
    public private(set) var rowCount = 0

    public init(bins: [FeatureBins], rowCapacity: Int) {
        precondition(bins.count <= BinnedTable.featureCountMax, "more features than a table takes")
        self.bins = bins
        encoders = bins.map { BinEncoder($0) }
        self.rowCapacity = max(rowCapacity, 64)
        reachesTop = [Bool](repeating: false, count: bins.count)
        unsafe cells = Self.allocate(blockCount: Self.blockCount(bins), rowCapacity: self.rowCapacity)
    }

    deinit { unsafe cells.deallocate() }

    /// Appends rows of encoded features: row r begins at `rows + r * rowStride` (in elements, at least the feature count) and holds one
    /// float per feature, NaN where it is missing. A negative or fractional category code counts as in scoring: it is truncated toward
    /// zero, and a code without a bin goes to the rest bin.
    public mutating func append(rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int) {
        precondition(rowCount >= 0 && rowStride >= bins.count, "rows of all features")
        precondition(self.rowCount + rowCount <= BinnedTable.rowCountMax, "more rows than a table takes")
        if self.rowCount + rowCount > rowCapacity { grow(to: max(self.rowCount + rowCount, rowCapacity + rowCapacity / 2)) }
        for feature in bins.indices {
            let width = BinnedTable.blockWidth
            let block = unsafe cells + feature / width * rowCapacity * width
            let column = unsafe block + self.rowCount * width + feature % width
            let isTop = unsafe encoders[feature].encode(
                values: rows + feature, valueStride: rowStride, count: rowCount, into: column, cellStride: width)
            if isTop { reachesTop[feature] = true }
        }
        self.rowCount += rowCount
    }

    /// The table of all rows appended.
    public consuming func finish() -> BinnedTable {
        let table = unsafe BinnedTable(
            bins: bins, rowCount: rowCount, rowCapacity: rowCapacity, reachesTop: reachesTop, cells: cells)
        discardOwnership()
        return table
    }

    /// The table owns the cells from now on; an empty allocation takes their place for `deinit`.
    private mutating func discardOwnership() { unsafe cells = Self.allocate(blockCount: 1, rowCapacity: 1) }

    private mutating func grow(to capacity: Int) {
        let blockCount = Self.blockCount(bins)
        let larger = unsafe Self.allocate(blockCount: blockCount, rowCapacity: capacity)
        let width = BinnedTable.blockWidth
        for block in 0..<blockCount {
            unsafe (larger + block * capacity * width).copyMemory(
                from: cells + block * rowCapacity * width, byteCount: rowCount * width)
        }
        unsafe cells.deallocate()
        unsafe cells = larger
        rowCapacity = capacity
    }

    private static func blockCount(_ bins: [FeatureBins]) -> Int {
        max((bins.count + BinnedTable.blockWidth - 1) / BinnedTable.blockWidth, 1)
    }

    private static func allocate(blockCount: Int, rowCapacity: Int) -> UnsafeMutableRawPointer {
        let byteCount = blockCount * rowCapacity * BinnedTable.blockWidth
        let cells = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        unsafe cells.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return unsafe cells
    }
}
