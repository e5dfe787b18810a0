/// Fields of rows in text, row by row: what a column of a model is encoded from, wherever the text came from. The memory is the caller's.
@safe public struct FieldTable {
    let bytes: UnsafePointer<UInt8>
    let entries: UnsafePointer<UInt64>
    let columnCount: Int
    let rowCount: Int

    /// Each entry is a field's first offset in the lower half and the offset after its last byte in the upper half. 64 bytes after the last
    /// field are readable.
    public init(bytes: UnsafePointer<UInt8>, entries: UnsafePointer<UInt64>, columnCount: Int, rowCount: Int) {
        unsafe self.bytes = unsafe bytes
        unsafe self.entries = unsafe entries
        self.columnCount = columnCount
        self.rowCount = rowCount
    }

    /// The block as a table.
    init(_ block: CSVBlock) {
        unsafe self.init(
            bytes: block.bytes, entries: block.fields, columnCount: block.columnCount, rowCount: block.rowCount)
    }

    @inline(__always)
    func field(_ entry: UInt64) -> UnsafeBufferPointer<UInt8> {
        let begin = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
        let end = Int(truncatingIfNeeded: entry &>> 32)
        return unsafe UnsafeBufferPointer(start: bytes + begin, count: end &- begin)
    }
}
