internal import Glibc
public import SystemPackage

/// A stream of bytes from a file (plain or gzip, told apart by content) or from standard input, read in blocks.
///
/// It owns the descriptor, the inflater and one buffer of stored bytes. A gzip file may hold several members, as `cat a.gz b.gz`
/// makes; zeros after the last one are padding and skipped, anything else is refused. Used by one thread at a time.
@safe public struct ByteSource: ~Copyable {
    /// Stored bytes that one system call reads of a gzip file.
    public static let storedBufferByteCount = 256 << 10

    private enum Format { case undecided, plain, gzip, ended }

    private let path: String
    /// -1 for a source in memory.
    private let descriptor: Int32
    private let closesDescriptor: Bool
    private let memory: [UInt8]
    private let chunkByteCount: Int
    private let stored: UnsafeMutableRawBufferPointer
    private var storedBegin = 0
    private var storedEnd = 0
    private var format = Format.undecided
    private var inflater: GzipInflater?

    /// Compressed (stored) bytes consumed so far, for progress.
    public private(set) var storedBytesRead = 0
    /// The file's size at opening, or nil for a pipe.
    public let storedByteCount: Int?
    /// What identifies the file's state (device, inode, size, modification time), to notice a change between two reads. Empty for
    /// what is not a plain file.
    public let fingerprint: [UInt64]

    /// Opens `path`; `-` is standard input.
    public init(path: FilePath) throws(InputError) {
        self.path = path == "-" ? "standard input" : path.string
        if path == "-" {
            descriptor = STDIN_FILENO
            closesDescriptor = false
        } else {
            descriptor = unsafe path.withPlatformString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
            guard descriptor >= 0 else {
                let cause = Errno(rawValue: errno)
                throw InputError(kind: .environment, path: path.string, reason: "cannot be opened: \(cause) (open)")
            }
            closesDescriptor = true
        }
        memory = []
        chunkByteCount = Self.storedBufferByteCount
        unsafe stored = .allocate(byteCount: chunkByteCount, alignment: 64)
        fingerprint = Self.fingerprint(of: descriptor)
        storedByteCount = fingerprint.isEmpty ? nil : Int(fingerprint[2])
    }

    /// A source over bytes in memory, as if they were a file; `chunkByteCount` bytes at most come from one read.
    public init(bytes: [UInt8], name: String, chunkByteCount: Int = ByteSource.storedBufferByteCount) {
        path = name
        descriptor = -1
        closesDescriptor = false
        memory = bytes
        self.chunkByteCount = max(2, chunkByteCount)
        unsafe stored = .allocate(byteCount: self.chunkByteCount, alignment: 64)
        fingerprint = []
        storedByteCount = bytes.count
    }

    deinit {
        unsafe stored.deallocate()
        if closesDescriptor { close(descriptor) }
    }

    /// Fills `buffer` with the next decompressed bytes; 0 at the end. A truncated or corrupt gzip stream is an error.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        if format == .undecided { try decideFormat() }
        switch format {
        case .undecided, .ended: return 0
        case .plain: return try unsafe readPlain(into: buffer)
        case .gzip: return try unsafe readGzip(into: buffer)
        }
    }

    /// Throws when the file's state differs from what it was at opening.
    public func checkUnchanged() throws(InputError) { try checkUnchanged(since: fingerprint) }

    /// Throws when the file's state differs from what an earlier opening found: for a file that is read twice.
    public func checkUnchanged(since earlier: [UInt64]) throws(InputError) {
        guard descriptor >= 0, Self.fingerprint(of: descriptor) != earlier else { return }
        throw InputError(
            path: path, reason: "the file changed while it was read; a file that nothing writes to is accepted")
    }
}

extension ByteSource {
    private static func fingerprint(of descriptor: Int32) -> [UInt64] {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        return [
            UInt64(status.st_dev), UInt64(status.st_ino), UInt64(status.st_size),
            UInt64(bitPattern: Int64(status.st_mtim.tv_sec)), UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)),
        ]
    }

    /// gzip begins with 1f 8b (RFC 1952); no text does.
    private mutating func decideFormat() throws(InputError) {
        while storedEnd < 2 {
            let count = try unsafe readStored(into: UnsafeMutableRawBufferPointer(rebasing: stored[storedEnd...]))
            if count == 0 { break }
            storedEnd += count
        }
        if storedEnd >= 2, unsafe stored[0] == 0x1f, unsafe stored[1] == 0x8b {
            guard let inflater = GzipInflater() else {
                throw InputError(kind: .environment, path: path, reason: "no memory to decompress (inflateInit2)")
            }
            self.inflater = inflater
            format = .gzip
        } else {
            format = .plain
        }
    }

    /// Bytes as they are stored; 0 at the end.
    private mutating func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard descriptor >= 0 else {
            let count = min(buffer.count, chunkByteCount, memory.count - storedBytesRead)
            unsafe memory.withUnsafeBytes { bytes in
                unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[storedBytesRead..<storedBytesRead + count]))
            }
            storedBytesRead += count
            return count
        }
        while true {
            let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                storedBytesRead += count
                return count
            }
            let cause = Errno(rawValue: errno)
            if cause == .interrupted { continue }
            if cause == .resourceTemporarilyUnavailable {
                var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&interest, 1, -1)
                continue
            }
            throw InputError(kind: .environment, path: path, reason: "cannot be read: \(cause) (read)")
        }
    }

    private mutating func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard storedBegin < storedEnd else { return try unsafe readStored(into: buffer) }
        let count = min(buffer.count, storedEnd - storedBegin)
        unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[storedBegin..<storedBegin + count]))
        storedBegin += count
        return count
    }

    private mutating func readGzip(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard let inflater, buffer.count > 0 else { return 0 }
        while true {
            if storedBegin == storedEnd, try refill() == 0 {
                throw InputError(
                    path: path, reason: "the gzip stream is cut off after \(storedBytesRead) bytes; a whole gzip file is accepted"
                )
            }
            let step: GzipInflater.Step
            do {
                step = try unsafe inflater.step(UnsafeRawBufferPointer(rebasing: stored[storedBegin..<storedEnd]), into: buffer)
            } catch {
                throw InputError(
                    path: path,
                    reason: "the gzip stream is corrupt before byte \(storedBytesRead): \(error.reason); an undamaged gzip file "
                        + "is accepted")
            }
            storedBegin += step.consumedByteCount
            if step.memberEnded { try endMember(inflater) }
            if step.producedByteCount > 0 { return step.producedByteCount }
            if format == .ended { return 0 }
        }
    }

    private mutating func refill() throws(InputError) -> Int {
        storedBegin = 0
        storedEnd = 0
        storedEnd = try unsafe readStored(into: stored)
        return storedEnd
    }

    private mutating func endMember(_ inflater: GzipInflater) throws(InputError) {
        var skipsPadding = false
        while true {
            if storedBegin == storedEnd, try refill() == 0 {
                format = .ended
                return
            }
            let next = unsafe stored[storedBegin]
            if next == 0x1f, !skipsPadding {
                inflater.startNextMember()
                return
            }
            guard next == 0 else {
                throw InputError(
                    path: path,
                    reason:
                        "other bytes follow the end of the gzip stream, at byte \(storedBytesRead - storedEnd + storedBegin); "
                        + "further gzip members or zeros are accepted there")
            }
            skipsPadding = true
            storedBegin += 1
        }
    }
}
