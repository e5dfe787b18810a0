internal import Tabular

/// What bounds an input before it is believed.
public struct RecordLimits: Sendable {
    /// Columns of a file at most.
    public static let columnCountMax = 65_536

    /// Bytes that a block has, as long as a record fits into them.
    public var blockByteCount = 256 << 10
    /// Bytes of one record at most; 1 GiB is the ceiling.
    public var recordByteCountMax = 16 << 20
    public init() {}

    var csv: CSVLimits {
        var limits = CSVLimits()
        limits.blockByteCount = blockByteCount
        limits.recordByteCountMax = recordByteCountMax
        return limits
    }

    /// Bytes of memory that a block of ordinary records takes: its text, and an index of eight bytes for each of them at most.
    /// A record longer than a block takes nine times its length more, until the block is given up.
    public var blockMemoryByteCountMax: Int { Self.memoryByteCountPerBlockByte * blockByteCount }
    public static let memoryByteCountPerBlockByte = 9
}
