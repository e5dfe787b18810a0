public import SystemPackage

/// RFC 4180 CSV with a header line, streamed in blocks of whole records; memory is bounded by the block, not by the file.
public struct CSVReader: ~Copyable {
    /// Column names of the header: not empty, unique.
    public var header: [String] { fatalError() }

    /// Opens the file and reads its header.
    public init(path: FilePath, limits: CSVLimits = CSVLimits()) throws(InputError) { fatalError() }

    /// Reads the next block of records; false at the end of the file. The block's fields stay valid until the next call.
    public mutating func readBlock() throws(InputError) -> Bool { fatalError() }

    /// Records in the current block; every record has `header.count` fields.
    public var rowCount: Int { fatalError() }
    /// Index of the block's first record in the file, from 0.
    public var firstRow: Int { fatalError() }
    /// 1-based line on which a record of the block begins.
    public func line(ofRow row: Int) -> Int { fatalError() }

    /// A field's bytes, unquoted and unescaped. At least 16 readable bytes follow it.
    public func field(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> { fatalError() }

    /// Stored bytes read so far and in all, for progress.
    public var storedBytesRead: Int { fatalError() }
    public var storedByteCount: Int? { fatalError() }
}

public struct CSVLimits: Sendable {
    public var columnCountMax = 65_536
    public var recordByteCountMax = 16 << 20
    public var blockByteCount = 1 << 20
    public init() {}
}
