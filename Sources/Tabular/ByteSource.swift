public import SystemPackage

/// A stream of bytes from a file (plain or gzip, told apart by content) or from standard input, read in blocks.
public struct ByteSource: ~Copyable {
    /// Opens `path`; `-` is standard input.
    public init(path: FilePath) throws(InputError) { fatalError() }

    /// Fills `buffer` with the next decompressed bytes; 0 at the end. A truncated or corrupt gzip stream is an error.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int { fatalError() }

    /// Compressed (stored) bytes consumed so far, for progress; and the file's size, or nil for a pipe.
    public var storedBytesRead: Int { fatalError() }
    public var storedByteCount: Int? { fatalError() }

    /// What identifies the file's state (device, inode, size, modification time), to notice a change between two reads.
    public var fingerprint: [UInt64] { fatalError() }

    /// Throws when the file's state differs from what it was at opening.
    public func checkUnchanged() throws(InputError) { fatalError() }
}

/// An input file that cannot be used: where, what was found, what is accepted.
public struct InputError: Error, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The bytes are wrong.
        case badData
        /// The environment failed: no such file, a read error.
        case environment
    }
    public var kind: Kind
    public var path: String
    /// 1-based line of the file, where there is one.
    public var line: Int?
    /// Name or 1-based number of the column, where there is one.
    public var column: String?
    /// What was found and what is accepted.
    public var reason: String

    public init(kind: Kind = .badData, path: String, line: Int? = nil, column: String? = nil, reason: String) {
        self.kind = kind
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String {
        var text = path
        if let line { text += ", line \(line)" }
        if let column { text += ", column \(column)" }
        return text + ": " + reason
    }
}
