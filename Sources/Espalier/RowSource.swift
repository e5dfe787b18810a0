internal import CEspalier

/// Where the numbers of a call's rows lie: one row after another, or one column after another. Made from checked arguments.
@safe struct RowSource {
    /// nil when there are columns.
    private let rows: UnsafeRawPointer?
    private let columns: UnsafePointer<UnsafeRawPointer?>?
    private let rowStride: Int
    private let featureCount: Int
    let isWide: Bool

    /// Rows of float32 or float64, as a caller gives them.
    @inline(__always)
    init(
        rows: UnsafeRawPointer?, type: Int32, rowCount: Int, rowStride: Int64, model: OpenModel
    ) throws(CallError) {
        isWide = try CallArguments.isWide(type, "row_type")
        featureCount = model.featureCount
        guard rowStride >= Int64(featureCount), rowStride <= CallArguments.rowStrideMax else {
            throw Self.badStride(rowStride, featureCount: featureCount)
        }
        self.rowStride = Int(rowStride)
        let isRead = rowCount > 0 && featureCount > 0
        unsafe self.rows = try CallArguments.checked(rows, "rows", byteAlignment: isWide ? 8 : 4, isUsed: isRead)
        unsafe columns = nil
    }

    @inline(never)
    private static func badStride(_ stride: Int64, featureCount: Int) -> CallError {
        .invalid(
            "row_stride is \(stride); accepted is the number of features, \(featureCount), to \(CallArguments.rowStrideMax)")
    }

    /// Columns, as a caller gives them.
    init(
        columns: UnsafePointer<UnsafeRawPointer?>?, type: Int32, rowCount: Int, model: OpenModel
    ) throws(CallError) {
        isWide = try CallArguments.isWide(type, "column_type")
        featureCount = model.featureCount
        rowStride = featureCount
        let isRead = rowCount > 0 && featureCount > 0
        let start = try unsafe CallArguments.checked(
            UnsafeRawPointer(columns), "columns", byteAlignment: MemoryLayout<UnsafeRawPointer>.alignment, isUsed: isRead)
        let pointers = unsafe start.assumingMemoryBound(to: UnsafeRawPointer?.self)
        if isRead {
            for feature in 0..<featureCount {
                _ = try unsafe CallArguments.checked(
                    pointers[feature], "a pointer of columns", byteAlignment: isWide ? 8 : 4, isUsed: true)
            }
        }
        unsafe rows = nil
        unsafe self.columns = pointers
    }

    /// Scratch memory that `start(of:scratch:)` needs for each row.
    var scratchByteCountPerRow: Int { unsafe columns == nil ? 0 : featureCount * (isWide ? 8 : 4) }

    /// Elements from one row that `start(of:scratch:)` gives to the next.
    var stride: Int { rowStride }

    /// The first of some rows that lie one after another: where the caller has them, or put together in `scratch`.
    func start(of range: Range<Int>, scratch: UnsafeMutableRawPointer) -> UnsafeRawPointer {
        if let rows = unsafe rows { return unsafe rows + range.lowerBound &* rowStride &* (isWide ? 8 : 4) }
        if isWide {
            unsafe gather(range, into: scratch.assumingMemoryBound(to: UInt64.self))
        } else {
            unsafe gather(range, into: scratch.assumingMemoryBound(to: UInt32.self))
        }
        return UnsafeRawPointer(scratch)
    }

    // A cache line of a column at a time, so that the rows that are written stay in the first cache.
    private static let gatheredRowCount = 16

    // The bits of numbers, which need not be looked at.
    @inline(__always)
    private func gather<Bits: FixedWidthInteger>(_ range: Range<Int>, into target: UnsafeMutablePointer<Bits>) {
        guard let columns = unsafe columns else { return }
        var first = range.lowerBound
        while first < range.upperBound {
            let count = min(Self.gatheredRowCount, range.upperBound - first)
            let rows = unsafe target + (first - range.lowerBound) &* featureCount
            for feature in 0..<featureCount {
                guard let column = unsafe columns[feature]?.assumingMemoryBound(to: Bits.self) else { continue }
                for row in 0..<count { unsafe rows[row &* featureCount &+ feature] = column[first &+ row] }
            }
            first += count
        }
    }
}
