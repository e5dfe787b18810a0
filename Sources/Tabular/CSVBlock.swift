internal import CTabular

/// Whole records of a CSV file and the index of their fields: the unit in which the reader hands out data.
///
/// It owns the bytes and the index, and reuses both for the next block. Used by one thread at a time; it may move to another.
@safe public final class CSVBlock: @unchecked Sendable {
    /// Readable bytes after the last byte of the block, so that readers may load whole words.
    static let slackByteCount = 64
    /// The flag of an index entry whose field holds doubled quotes; in the upper half, above every offset.
    static let escapedFlag: UInt64 = 1 << 63
    /// Offsets stay below 2^31, so that the flag has room.
    static let byteCountMax = (1 << 31) - 1

    /// A record that spans more than one line, and the lines that all records up to it have in excess.
    struct LineSkip {
        var row: Int
        var skippedLineCount: Int
    }

    /// A record that has another number of fields than the others. In the index its fields are all empty.
    public struct MalformedRow: Sendable, Equatable {
        public var row: Int
        public var fieldCount: Int
        /// Where its bytes are.
        var byteRange: Range<Int>
    }

    var bytes: UnsafeMutablePointer<UInt8>
    private(set) var byteCapacity: Int
    private(set) var fieldCapacity = 1
    /// Row by row; each entry is a field's first offset in the lower half and its end in the upper half.
    private(set) var fields: UnsafeMutablePointer<UInt64>
    /// Fields of each record.
    public internal(set) var columnCount = 0
    var lineSkips: [LineSkip] = []
    var firstLine = 1
    /// In the order of rows; the reader keeps such records only when it is told to.
    public internal(set) var malformedRows: [MalformedRow] = []

    /// Records in the block; every record has the header's number of fields.
    public internal(set) var rowCount = 0
    /// Index of the block's first record in the file, from 0.
    public var firstRow: Int { start.row }
    /// Where the block begins, and where the next one does: a reader that begins there cuts the same blocks from there on.
    public internal(set) var start = RecordPosition.start
    public internal(set) var end = RecordPosition.start

    /// An empty block. The reader gives it its size.
    public init() {
        byteCapacity = 0
        unsafe bytes = .allocate(capacity: Self.slackByteCount)
        unsafe bytes.initialize(repeating: 0, count: Self.slackByteCount)
        unsafe fields = .allocate(capacity: 1)
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe fields.deallocate()
    }

    /// 1-based line on which a record of the block begins.
    public func line(ofRow row: Int) -> Int {
        var low = 0
        var high = lineSkips.count
        while low < high {
            let middle = (low + high) / 2
            if lineSkips[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return firstLine + row + (low > 0 ? lineSkips[low - 1].skippedLineCount : 0)
    }

    /// A field's bytes, unquoted and unescaped. At least 16 readable bytes follow it.
    public func field(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such field")
        return unsafe Self.field(fields[row &* columnCount &+ column], in: bytes)
    }

    @inline(__always)
    static func field(_ entry: UInt64, in bytes: UnsafeMutablePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let begin = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
        let end = Int(truncatingIfNeeded: entry &>> 32)
        return unsafe UnsafeBufferPointer(start: bytes + begin, count: end &- begin)
    }

    /// A field of the one record that the reader's header pass leaves; nil text when it is not UTF-8.
    func headerName(_ column: Int) -> (byteCount: Int, text: String?) {
        let name = unsafe Self.field(fields[column], in: bytes)
        return unsafe (name.count, String(validating: name, as: UTF8.self))
    }

    /// The bytes of a record that is no good, without its line end.
    public func bytes(of record: MalformedRow) -> UnsafeBufferPointer<UInt8> {
        precondition(record.byteRange.upperBound <= byteCapacity, "another block's record")
        return unsafe UnsafeBufferPointer(start: bytes + record.byteRange.lowerBound, count: record.byteRange.count)
    }

    func startRecords(columnCount: Int, line: Int) {
        self.columnCount = columnCount
        firstLine = line
        rowCount = 0
        lineSkips.removeAll(keepingCapacity: true)
        malformedRows.removeAll(keepingCapacity: true)
    }

    /// Makes room for `capacity` bytes and as many fields as they can hold, and those of one malformed record; the first
    /// `keptByteCount` bytes stay.
    func reserve(_ capacity: Int, columnCount: Int, keeping keptByteCount: Int) {
        // One field a byte and one more is the most there can be; pages that no entry reaches are never touched.
        let fieldCount = capacity + 1 + columnCount
        if fieldCount > fieldCapacity {
            unsafe fields.deallocate()
            unsafe fields = .allocate(capacity: fieldCount + Int(CT_CSV_SLACK))
            fieldCapacity = fieldCount
        }
        guard capacity > byteCapacity else { return }
        precondition(capacity <= Self.byteCountMax, "a block's offsets are 31 bits wide")
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.slackByteCount)
        unsafe grown.update(from: bytes, count: keptByteCount)
        unsafe (grown + keptByteCount).initialize(repeating: 0, count: capacity + Self.slackByteCount - keptByteCount)
        unsafe bytes.deallocate()
        unsafe bytes = grown
        byteCapacity = capacity
    }
}
