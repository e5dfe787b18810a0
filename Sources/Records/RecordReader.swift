public import SystemPackage
public import Tabular

/// Records of an input in blocks, whatever its format and compression; memory is bounded by the block, not by the input.
///
/// Which records a block holds depends on where the reader began and on the bytes only, never on how they came: one that begins
/// at a block's end cuts the same blocks from there on. A record that breaks the form of its format where the records around it can still
/// be told apart is a row that `RecordEncoder` refuses: of CSV when `malformedRows` are kept, of NDJSON always. Anything else that is wrong
/// ends the reading. Used by one thread at a time.
public struct RecordReader: ~Copyable {
    public let format: InputFormat
    /// The name in messages.
    public let path: String
    private let stream: any RecordStream

    /// Opens `path` (`-` is standard input) and reads as much of it as tells its columns.
    public init(
        path: FilePath, format: InputFormat, limits: RecordLimits = RecordLimits(), malformedRows: MalformedRowRule = .fail
    ) throws(InputError) {
        let source = try ByteSource(path: path, compressions: [.gzip, .zstd])
        try self.init(
            source: source, path: path == "-" ? "standard input" : path.string, format: format, limits: limits,
            malformedRows: malformedRows)
    }

    /// Reads `source`, which is named `path` in messages.
    public init(
        source: consuming ByteSource, path: String, format: InputFormat, limits: RecordLimits = RecordLimits(),
        malformedRows: MalformedRowRule = .fail
    ) throws(InputError) {
        self.format = format
        self.path = path
        switch format {
        case .csv(let dialect):
            stream = CSVStream(
                try CSVReader(source: source, path: path, dialect: dialect, limits: limits.csv, malformedRows: malformedRows))
        case .ndjson: stream = LineStream(source: source, path: path, limits: limits)
        case .npy: stream = try MatrixStream(npy: source, path: path, limits: limits)
        case .raw(let shape): stream = MatrixStream(raw: source, path: path, shape: shape, limits: limits)
        }
    }

    /// The names of the columns: of CSV with a header. Nil where columns have numbers only, or records have members.
    public var columnNames: [String]? { stream.columnNames }
    /// Fields of each record; nil where each has its own (NDJSON).
    public var columnCount: Int? { stream.columnCount }
    /// Where the next block begins.
    public var position: RecordPosition { stream.position }

    /// Goes on at a record that another reader of the same bytes found: a block's end, or what `ShardPlanner` says. A position before
    /// the first record is the first record's. Plain files are not read in between.
    public mutating func move(to position: RecordPosition) throws(InputError) { try stream.move(to: position) }

    /// The records end before the one that begins at `byteOffset` of the decompressed bytes.
    public mutating func end(at byteOffset: Int) { stream.end(at: byteOffset) }

    /// Blocks are handed out as soon as they have a record, for pipes whose writer waits. They then depend on how the bytes came.
    public var takesWhatIsThere: Bool {
        get { stream.takesWhatIsThere }
        set { stream.takesWhatIsThere = newValue }
    }

    /// Fills `block` with the next records; false when there are no more.
    public mutating func readBlock(into block: RecordBlock) throws(InputError) -> Bool {
        try stream.next(into: block)
    }

    /// Stored bytes read so far and in all, for progress; in all nil of a pipe.
    public var storedBytesRead: Int { stream.storedBytesRead }
    public var storedByteCount: Int? { stream.storedByteCount }
    /// The state of the file at opening; see ``ByteSource/fingerprint``.
    public var fingerprint: [UInt64] { stream.fingerprint }
}
