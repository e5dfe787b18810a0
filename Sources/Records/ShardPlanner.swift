public import SystemPackage
public import Tabular

/// Where the parts of a file begin that several runs share: the first record at or after an offset, found exactly.
///
/// The records between two positions, read one part after another, are the records of the whole file. Compressed files and pipes are not
/// divided.
@safe public enum ShardPlanner {
    /// Bytes that are looked through at a time: one quote in them makes the search go byte by byte.
    private static let pieceByteCount = 64 << 10

    /// Whether the file is plain, so that a reader may begin within it.
    public static func isDivisible(path: FilePath) throws(InputError) -> Bool {
        var source = try ByteSource(path: path, compressions: [.gzip, .zstd])
        let isCompressed = try source.isCompressed()
        return !isCompressed && !source.fingerprint.isEmpty
    }

    /// The first record of the file that begins at or after `byteOffset`; the file's end when there is none. Blank lines before a record belong
    /// to the part before it. Lines and rows are counted on the way: all bytes before the offset are read for it, but of a matrix.
    public static func position(
        of byteOffset: Int, path: FilePath, format: InputFormat
    ) throws(InputError) -> RecordPosition {
        try position(of: byteOffset, path: path.string, format: format) { () throws(InputError) -> ByteSource in
            try ByteSource(path: path)
        }
    }

    /// The same of what `open` opens.
    public static func position(
        of byteOffset: Int, path: String, format: InputFormat, open: () throws(InputError) -> ByteSource
    ) throws(InputError) -> RecordPosition {
        precondition(byteOffset >= 0, "offsets count from 0")
        switch format {
        case .csv(let dialect):
            let reader = try CSVReader(source: try open(), path: path, dialect: dialect)
            return try scan(try open(), target: byteOffset, dialect, blankLines: reader.columnCount == 1 ? .records : .empty)
        case .ndjson: return try scan(try open(), target: byteOffset, nil, blankLines: .blanks)
        case .npy:
            return try MatrixStream(npy: try open(), path: path, limits: RecordLimits()).position(of: byteOffset)
        case .raw(let shape):
            return MatrixStream(raw: try open(), path: path, shape: shape, limits: RecordLimits()).position(of: byteOffset)
        }
    }

    private static func scan(
        _ source: consuming ByteSource, target: Int, _ dialect: CSVDialect?, blankLines: LineScan.BlankLines
    ) throws(InputError) -> RecordPosition {
        var windows = WindowedSource(source)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceByteCount, alignment: 64)
        defer { unsafe buffer.deallocate() }
        var scan: LineScan?
        while true {
            var filled = 0
            let isLast = unsafe try windows.fill(buffer, filled: &filled)
            var piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<filled])
            if scan == nil {
                let start = unsafe ByteOrderMark.byteCount(buffer.baseAddress!, filled)
                scan = LineScan(
                    target: target, start: start, delimiter: dialect?.delimiter, hasHeader: dialect?.hasHeader ?? false,
                    blankLines: blankLines)
                unsafe piece = UnsafeRawBufferPointer(rebasing: piece[start...])
            }
            if let found = unsafe scan!.find(piece) { return found }
            if isLast { return scan!.end }
        }
    }
}
