public import SystemPackage

/// RFC 4180 CSV, streamed in blocks of whole records; memory is bounded by the block, not by the file.
///
/// Accepted: separated by commas (or what `CSVDialect` says), LF or CRLF, quoted fields with doubled quotes and line ends, a last line
/// without its end, a UTF-8 byte order mark, plain or gzip. Blank lines may stand at the end of the file only; in a table of one column
/// an empty line is an empty field. A quote inside an unquoted field is an ordinary byte. Refused, with line and column: what else breaks
/// the form, and NUL bytes. Header names are checked to be UTF-8; fields are bytes, checked where their text is used. Used by one thread at
/// a time.
public struct CSVReader: ~Copyable {
    /// Column names of the header: not empty, unique. None of a file without a header.
    public let header: [String]
    /// Fields of each record.
    public let columnCount: Int
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

    /// Reads the header from `source`, which is named `path` in messages. With `malformedRows` kept, records with another number of
    /// fields are rows of their block (``CSVBlock/malformedRows``), and blank lines between records are passed over.
    public init(
        source: consuming ByteSource, path: String, dialect: CSVDialect = .standard, limits: CSVLimits = CSVLimits(),
        malformedRows: MalformedRowRule = .fail, instructions: TextInstructions = .best
    ) throws(InputError) {
        var stream = CSVBlockStream(
            source: source, path: path, delimiter: dialect.delimiter, limits: limits, instructions: instructions)
        // The first record is all that is needed now; a pipe may have no more. What is read with it makes up no block.
        stream.windows.takesWhatIsThere = true
        if dialect.hasHeader {
            stream.scanner.recordCountMax = 1
            guard try stream.next(into: block) else {
                throw InputError(path: path, reason: "the file is empty; a CSV file with a header line is accepted")
            }
            header = try CSVHeader(path: path, limits: limits).names(in: block, count: stream.scanner.headerFieldCount)
            columnCount = header.count
        } else {
            // Nothing at all is a table of no rows: a part of a distributed one may be empty.
            let count = try stream.peekFieldCount(block) ?? 0
            guard count <= limits.columnCountMax else {
                throw InputError(
                    path: path, line: 1, reason: "the record has \(count) fields; at most \(limits.columnCountMax) are accepted")
            }
            header = []
            columnCount = count
        }
        stream.windows.takesWhatIsThere = false
        stream.startRows(columnCount: columnCount, columnNames: header, rule: malformedRows)
        self.stream = stream
    }

    /// Where the next block begins.
    public var position: RecordPosition { stream.position }

    /// Goes on at a record that another reader of the same bytes found; a position before the first record is the first record's.
    /// A plain file is not read in between.
    public mutating func move(to position: RecordPosition) throws(InputError) { try stream.move(to: position) }

    /// The rows end before the record that begins at `byteOffset`.
    public mutating func end(at byteOffset: Int) { stream.windows.end(at: byteOffset) }

    /// Blocks are handed out as soon as they have a record, for pipes whose writer waits. They then depend on how the bytes came.
    public var takesWhatIsThere: Bool {
        get { stream.windows.takesWhatIsThere }
        set { stream.windows.takesWhatIsThere = newValue }
    }

    /// Reads the next block of records; false at the end of the file. The block's fields stay valid until the next call.
    public mutating func readBlock() throws(InputError) -> Bool { try stream.next(into: block) }

    /// Reads the next block of records into a block of the caller's, so that others can be worked on meanwhile.
    public mutating func readBlock(into block: CSVBlock) throws(InputError) -> Bool { try stream.next(into: block) }

    /// Records in the current block; every record has `columnCount` fields.
    public var rowCount: Int { block.rowCount }
    /// Index of the block's first record in the file, from 0.
    public var firstRow: Int { block.firstRow }
    /// 1-based line on which a record of the block begins.
    public func line(ofRow row: Int) -> Int { block.line(ofRow: row) }

    /// A field's bytes, unquoted and unescaped. At least 16 readable bytes follow it.
    public func field(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> { unsafe block.field(row: row, column: column) }

    /// Stored bytes read so far and in all, for progress.
    public var storedBytesRead: Int { stream.windows.source.storedBytesRead }
    public var storedByteCount: Int? { stream.windows.source.storedByteCount }

    /// The state of the file at opening, to compare with another opening; see ``ByteSource/fingerprint``.
    public var fingerprint: [UInt64] { stream.windows.source.fingerprint }
}
