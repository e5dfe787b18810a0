public import Base
internal import Glibc
public import SystemPackage

/// Where output bytes go: a file, plain or gzip, or standard output.
///
/// A file is written under a temporary name beside its place and takes its name in ``finish()``, synced: a reader sees the old
/// file or all of the new one. Without `finish()` the temporary file is removed. What is not a plain file (a pipe, a terminal,
/// /dev/null) is written to directly. Used by one thread at a time.
@safe public struct ByteSink: ~Copyable {
    /// Compressed bytes that are gathered before one system call.
    private static let compressedBufferByteCount = 256 << 10
    /// The fast end: prediction files are written once and at the speed of scoring.
    private static let gzipLevel: Int32 = 4

    private let subject: String
    private var descriptor: Int32
    private let closesDescriptor: Bool
    private let finalPath: FilePath?
    /// The file that is being written, for handlers that remove it when a signal ends the process; nil where none is.
    public private(set) var temporaryPath: FilePath?
    private let deflater: GzipDeflater?
    private let compressed: UnsafeMutableRawBufferPointer
    private var compressedCount = 0
    /// Bytes written so far, after compression.
    public private(set) var storedByteCount = 0

    /// Opens `path` for writing; `-` is standard output. Compresses when `gzip` says so, or else when the name ends in `.gz`.
    public init(path: FilePath, gzip: Bool? = nil) throws(SystemCallError) {
        let deflater = try Self.deflater(path, gzip ?? (path.extension == "gz"))
        let place = try Self.open(path)
        subject = path == "-" ? "standard output" : path.string
        descriptor = place.descriptor
        closesDescriptor = path != "-"
        finalPath = place.finalPath
        temporaryPath = place.temporaryPath
        self.deflater = deflater
        unsafe compressed = .allocate(byteCount: deflater == nil ? 0 : Self.compressedBufferByteCount, alignment: 64)
    }

    deinit {
        unsafe compressed.deallocate()
        if closesDescriptor, descriptor >= 0 { close(descriptor) }
        if let temporaryPath { Self.remove(temporaryPath) }
    }

    /// Writes all of `bytes`.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
        guard let deflater else { return try unsafe writeStored(bytes) }
        var rest = unsafe bytes
        while rest.count > 0 {
            let step = try unsafe compress(rest, deflater, finishes: false)
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[step.consumedByteCount...])
        }
    }

    /// Writes what is still held back, syncs the file and gives it its name. Nothing can be written afterwards.
    public mutating func finish() throws(SystemCallError) {
        precondition(descriptor >= 0, "finished before")
        if let deflater {
            while try unsafe !compress(UnsafeRawBufferPointer(start: nil, count: 0), deflater, finishes: true).isDone {}
            try flush()
        }
        guard let finalPath, let temporaryPath else {
            if closesDescriptor { try closeFile() }
            descriptor = -1
            return
        }
        guard fsync(descriptor) == 0 else { throw failure("fsync") }
        try closeFile()
        let status = unsafe temporaryPath.withPlatformString { from in
            unsafe finalPath.withPlatformString { to in unsafe rename(from, to) }
        }
        guard status == 0 else { throw failure("rename") }
        self.temporaryPath = nil
    }
}

extension ByteSink {
    private struct Place {
        var descriptor: Int32
        var finalPath: FilePath?
        var temporaryPath: FilePath?
    }

    private static func deflater(_ path: FilePath, _ isWanted: Bool) throws(SystemCallError) -> GzipDeflater? {
        guard isWanted else { return nil }
        guard let deflater = GzipDeflater(level: gzipLevel) else {
            throw SystemCallError(call: "deflateInit2", subject: path.string, errno: .noMemory)
        }
        return deflater
    }

    private static func open(_ path: FilePath) throws(SystemCallError) -> Place {
        if path == "-" { return Place(descriptor: STDOUT_FILENO) }
        var status = stat()
        var finalPath = path
        if unsafe path.withPlatformString({ unsafe stat($0, &status) }) == 0 {
            if status.st_mode & S_IFMT != S_IFREG {
                return Place(descriptor: try open(path, O_WRONLY | O_CLOEXEC))
            }
            // Through a link the file that it points to is replaced, not the link.
            if let resolved = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) {
                finalPath = unsafe FilePath(platformString: resolved)
                unsafe free(resolved)
            }
        }
        let temporary = FilePath(finalPath.string + ".partial-\(getpid())")
        let descriptor = try open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, naming: path)
        return Place(descriptor: descriptor, finalPath: finalPath, temporaryPath: temporary)
    }

    private static func open(_ path: FilePath, _ flags: Int32, naming subject: FilePath? = nil) throws(SystemCallError) -> Int32 {
        while true {
            let descriptor = unsafe path.withPlatformString { unsafe Glibc.open($0, flags, 0o666) }
            if descriptor >= 0 { return descriptor }
            let cause = Errno(rawValue: errno)
            if cause != .interrupted { throw SystemCallError(call: "open", subject: (subject ?? path).string, errno: cause) }
        }
    }

    private static func remove(_ path: FilePath) { _ = unsafe path.withPlatformString { unsafe unlink($0) } }

    private func failure(_ call: String) -> SystemCallError {
        SystemCallError(call: call, subject: subject, errno: Errno(rawValue: errno))
    }

    private mutating func closeFile() throws(SystemCallError) {
        let status = close(descriptor)
        descriptor = -1
        // After EINTR the descriptor is closed on Linux all the same.
        guard status == 0 || errno == EINTR else { throw failure("close") }
    }

    private mutating func compress(
        _ bytes: UnsafeRawBufferPointer, _ deflater: GzipDeflater, finishes: Bool
    ) throws(SystemCallError) -> GzipDeflater.Step {
        if unsafe compressedCount == compressed.count { try flush() }
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: compressed[compressedCount...])
        let step = unsafe deflater.step(bytes, into: room, finishes: finishes)
        compressedCount += step.producedByteCount
        return step
    }

    private mutating func flush() throws(SystemCallError) {
        try unsafe writeStored(UnsafeRawBufferPointer(rebasing: compressed[..<compressedCount]))
        compressedCount = 0
    }

    private mutating func writeStored(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
        do throws(Errno) {
            try unsafe Self.writeAll(bytes, to: descriptor, counting: &storedByteCount)
        } catch {
            throw SystemCallError(call: "write", subject: subject, errno: error)
        }
    }

    /// Writes all of `bytes` in as many calls as it takes, and waits where a descriptor would block. Adds what was written to `byteCount`, before
    /// a failure too.
    public static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, counting byteCount: inout Int
    ) throws(Errno) {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count >= 0 {
                written += count
                byteCount += count
            } else if errno == EAGAIN {
                var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&interest, 1, -1)
            } else if errno != EINTR {
                throw Errno(rawValue: errno)
            }
        }
    }
}
