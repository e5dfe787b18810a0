internal import Glibc
public import SystemPackage

/// A stream of bytes from a file (plain or compressed, told apart by content) or from standard input, read in blocks.
///
/// It owns the descriptor, the decoder and one buffer of stored bytes. A compressed file may hold several members, as `cat a.gz b.gz`
/// makes; zeros after the last one of gzip are padding and skipped, anything else is refused. Used by one thread at a time.
@safe public struct ByteSource: ~Copyable {
    /// Stored bytes that one system call reads of a compressed file.
    public static let storedBufferByteCount = 256 << 10

    private enum Format { case undecided, plain, compressed, ended }

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
    private let compressions: [StreamCompression]
    /// The one that was found, once the format is decided.
    private var compression: StreamCompression?
    private var decoder: (any StreamDecoder)?
    /// The decoder filled the buffer it was given last: it may hold more that needs no further input.
    private var decoderHasMore = false

    /// Compressed (stored) bytes consumed so far, for progress.
    public private(set) var storedBytesRead = 0
    /// The file's size at opening, or nil for a pipe.
    public let storedByteCount: Int?
    /// What identifies the file's state (device, inode, size, modification time), to notice a change between two reads. Empty for
    /// what is not a plain file.
    public let fingerprint: [UInt64]

    /// Opens `path`; `-` is standard input.
    public init(path: FilePath, compressions: [StreamCompression] = [.gzip]) throws(InputError) {
        self.compressions = compressions
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
    public init(
        bytes: [UInt8], name: String, chunkByteCount: Int = ByteSource.storedBufferByteCount,
        compressions: [StreamCompression] = [.gzip]
    ) {
        self.compressions = compressions
        path = name
        descriptor = -1
        closesDescriptor = false
        memory = bytes
        self.chunkByteCount = max(4, chunkByteCount)
        unsafe stored = .allocate(byteCount: self.chunkByteCount, alignment: 64)
        fingerprint = []
        storedByteCount = bytes.count
    }

    deinit {
        unsafe stored.deallocate()
        if closesDescriptor { close(descriptor) }
    }

    /// Whether the file is compressed; decided by its first bytes, which are read for it.
    public mutating func isCompressed() throws(InputError) -> Bool {
        if format == .undecided { try decideFormat() }
        return compression != nil
    }

    /// Fills `buffer` with the next decompressed bytes; 0 at the end. A truncated or corrupt compressed stream is an error.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        if format == .undecided { try decideFormat() }
        switch format {
        case .undecided, .ended: return 0
        case .plain: return try unsafe readPlain(into: buffer)
        case .compressed: return try unsafe readCompressed(into: buffer)
        }
    }

    /// Passes over decompressed bytes; returns how many there were. A plain file is not read for it.
    public mutating func skip(_ byteCount: Int) throws(InputError) -> Int {
        if format == .undecided { try decideFormat() }
        if format == .plain, let storedByteCount { return try skipPlain(byteCount, storedByteCount) }
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.storedBufferByteCount, alignment: 64)
        defer { unsafe scratch.deallocate() }
        var passedCount = 0
        while passedCount < byteCount {
            let rest = min(scratch.count, byteCount - passedCount)
            let count = unsafe try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<rest]))
            if count == 0 { break }
            passedCount += count
        }
        return passedCount
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

    private mutating func decideFormat() throws(InputError) {
        try fillMagic(compressions)
        compression = compressions.first { unsafe $0.begins(waiting) }
        format = compression == nil ? .plain : .compressed
        guard let compression else { return }
        decoder = compression.makeDecoder()
        if decoder == nil {
            throw InputError(kind: .environment, path: path, reason: "no memory to decompress (\(compression.name))")
        }
    }

    /// The stored bytes that were read and not used yet.
    private var waiting: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: stored[storedBegin..<storedEnd]) }

    /// Reads on while the bytes that wait may become the beginning of a compressed stream; no further, as a pipe may have no more.
    private mutating func fillMagic(_ compressions: [StreamCompression]) throws(InputError) {
        unsafe stored.copyMemory(from: waiting)
        storedEnd -= storedBegin
        storedBegin = 0
        while storedEnd == 0 || compressions.contains(where: { unsafe $0.mayBegin(waiting) }) {
            let count = try unsafe readStored(into: UnsafeMutableRawBufferPointer(rebasing: stored[storedEnd...]))
            if count == 0 { return }
            storedEnd += count
        }
    }

    private mutating func skipPlain(_ byteCount: Int, _ storedByteCount: Int) throws(InputError) -> Int {
        let here = storedBytesRead - (storedEnd - storedBegin)
        let target = min(here + byteCount, max(here, storedByteCount))
        if target <= storedBytesRead {
            storedBegin += target - here
        } else {
            guard descriptor < 0 || lseek(descriptor, off_t(target), SEEK_SET) >= 0 else {
                let cause = Errno(rawValue: errno)
                throw InputError(kind: .environment, path: path, reason: "cannot be read: \(cause) (lseek)")
            }
            storedBegin = 0
            storedEnd = 0
            storedBytesRead = target
        }
        return target - here
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

    private mutating func readCompressed(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard let decoder, let compression, buffer.count > 0 else { return 0 }
        while true {
            if storedBegin == storedEnd, !decoderHasMore, try refill() == 0 {
                throw InputError(
                    path: path,
                    reason: "the \(compression.name) stream is cut off after \(storedBytesRead) bytes; a whole "
                        + "\(compression.name) file is accepted")
            }
            let step: DecodedStep
            do {
                step = try unsafe decoder.step(UnsafeRawBufferPointer(rebasing: stored[storedBegin..<storedEnd]), into: buffer)
            } catch {
                throw InputError(
                    path: path,
                    reason: "the \(compression.name) stream is corrupt before byte \(storedBytesRead): \(error.reason); an "
                        + "undamaged \(compression.name) file is accepted")
            }
            storedBegin += step.consumedByteCount
            decoderHasMore = step.producedByteCount == buffer.count
            if step.memberEnded { try endMember(decoder, compression) }
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

    private mutating func endMember(_ decoder: any StreamDecoder, _ compression: StreamCompression) throws(InputError) {
        var skipsPadding = false
        while true {
            if unsafe storedBegin == storedEnd || compression.mayBegin(waiting) { try fillMagic([compression]) }
            guard storedBegin < storedEnd else {
                format = .ended
                return
            }
            if unsafe compression.begins(waiting), !skipsPadding {
                decoder.startNextMember()
                decoderHasMore = false
                return
            }
            guard compression.allowsPadding, unsafe stored[storedBegin] == 0 else {
                throw InputError(
                    path: path,
                    reason:
                        "other bytes follow the end of the \(compression.name) stream, at byte "
                        + "\(storedBytesRead - storedEnd + storedBegin); further \(compression.name) "
                        + "\(compression.allowsPadding ? "members or zeros" : "frames") are accepted there")
            }
            skipsPadding = true
            storedBegin += 1
        }
    }
}
