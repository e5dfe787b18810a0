public import SystemPackage

/// RFC 4180 CSV with a header line, streamed in blocks of whole records; memory is bounded by the block, not by the file.
///
/// Accepted: comma separated, LF or CRLF, quoted fields with doubled quotes and line ends, a last line without its end, a UTF-8
/// byte order mark, plain or gzip. Blank lines may stand at the end of the file only; in a table of one column an empty line is an
/// empty field. A quote inside an unquoted field is an ordinary byte. Refused, with line and column: what else breaks the form, and
/// NUL bytes. Header names are checked to be UTF-8; fields are bytes, checked where their text is used. Used by one thread at a
/// time.
public struct CSVReader: ~Copyable {
    /// Column names of the header: not empty, unique.
    public let header: [String]
    /// The file's name in messages.
    public var path: String { stream.path }
    /// The block that `readBlock()` fills.
    public let block = CSVBlock()
    private var stream: CSVBlockStream

    /// Opens the file and reads its header.
    public init(path: FilePath, limits: CSVLimits = CSVLimits()) throws(InputError) {
        let source = try ByteSource(path: path)
        try self.init(source: source, path: path == "-" ? "standard input" : path.string, limits: limits)
    }

    /// Reads the header from `source`, which is named `path` in messages.
    public init(source: consuming ByteSource, path: String, limits: CSVLimits = CSVLimits()) throws(InputError) {
        var stream = CSVBlockStream(source: source, path: path, limits: limits)
        stream.scanner.recordCountMax = 1
        guard try stream.next(into: block) else {
            throw InputError(path: path, reason: "the file is empty; a CSV file with a header line is accepted")
        }
        header = try CSVHeader(path: path, limits: limits)
            .names(in: block, count: stream.scanner.headerFieldCount)
        stream.startRows(columnNames: header)
        self.stream = stream
    }

    /// Reads the next block of records; false at the end of the file. The block's fields stay valid until the next call.
    public mutating func readBlock() throws(InputError) -> Bool { try stream.next(into: block) }

    /// Reads the next block of records into a block of the caller's, so that others can be worked on meanwhile.
    public mutating func readBlock(into block: CSVBlock) throws(InputError) -> Bool { try stream.next(into: block) }

    /// Records in the current block; every record has `header.count` fields.
    public var rowCount: Int { block.rowCount }
    /// Index of the block's first record in the file, from 0.
    public var firstRow: Int { block.firstRow }
    /// 1-based line on which a record of the block begins.
    public func line(ofRow row: Int) -> Int { block.line(ofRow: row) }

    /// A field's bytes, unquoted and unescaped. At least 16 readable bytes follow it.
    public func field(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> { unsafe block.field(row: row, column: column) }

    /// Stored bytes read so far and in all, for progress.
    public var storedBytesRead: Int { stream.source.storedBytesRead }
    public var storedByteCount: Int? { stream.source.storedByteCount }

    /// The state of the file at opening, to compare with another opening; see ``ByteSource/fingerprint``.
    public var fingerprint: [UInt64] { stream.source.fingerprint }
}
