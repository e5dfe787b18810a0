/// What bounds a CSV file before it is believed.
public struct CSVLimits: Sendable {
    /// Columns of the header at most.
    public var columnCountMax = 65_536
    /// Bytes of a column's name at most; a bundle's manifest holds no longer texts.
    public var nameByteCountMax = 1 << 16
    /// Bytes of one record at most, quotes included, without its line end; 1 GiB is the ceiling.
    public var recordByteCountMax = 16 << 20
    /// Bytes that are read at a time. A quarter of a mebibyte stays in a core's second-level cache together with its index.
    public var blockByteCount = 256 << 10
    public init() {}
}
