internal import Base
internal import Codecs
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Where the scored rows go: a file that appears under its name when it is whole, or a stream that is written as it goes.
///
/// A plain file is written under a temporary name beside its own, synced and renamed. Standard output and what is no plain file
/// (a pipe, a device) are streams. One thread writes at a time; `abandon` may come from any thread, at any time.
@safe final class OutputFile: @unchecked Sendable {
    /// The name in messages.
    let name: String
    private let descriptor: Int32
    private let finalPath: FilePath?
    private let temporaryPath: FilePath?
    private let encoder: GzipEncoder?
    private let stage = Mutex(Stage.open)
    /// Bytes written, compressed if they are.
    private(set) var byteCount = 0

    private enum Stage { case open, published, abandoned }

    /// `path` may be `-`. `inputIdentity` is the device and inode of the input, which must not be written over.
    init(path: String, inputIdentity: [UInt64]) throws(ScoreFailure) {
        guard path != "-" else {
            name = "standard output"
            descriptor = STDOUT_FILENO
            finalPath = nil
            temporaryPath = nil
            encoder = nil
            return
        }
        name = path
        // Through links: the file that the name means is replaced, not the link.
        let target = FilePath(Self.resolved(path))
        let existing = Self.status(of: target)
        if let existing, inputIdentity.prefix(2).elementsEqual([UInt64(existing.st_dev), UInt64(existing.st_ino)]) {
            throw ScoreFailure(.usage, "\(path): is the input itself; give the output another name")
        }
        if let existing, existing.st_mode & S_IFMT != S_IFREG {
            descriptor = unsafe open(target.string, O_WRONLY | O_CLOEXEC)
            finalPath = nil
            temporaryPath = nil
        } else {
            let folder = target.removingLastComponent()
            let random = String(UInt64.random(in: .min ... .max), radix: 36)
            let temporary = folder.appending(".\(target.lastComponent?.string ?? "output").\(random).partial")
            descriptor = unsafe open(temporary.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            finalPath = target
            temporaryPath = temporary
        }
        guard descriptor >= 0 else {
            throw ScoreFailure(.environment, "\(path): cannot be written: \(Errno(rawValue: errno)) (open)")
        }
        if path.hasSuffix(".gz") {
            guard let encoder = GzipEncoder() else {
                throw ScoreFailure(.environment, "\(path): no memory to compress (deflateInit2)")
            }
            self.encoder = encoder
        } else {
            encoder = nil
        }
    }

    deinit {
        abandon()
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    func write(_ buffer: borrowing ByteBuffer) throws(ScoreFailure) {
        let bytes = unsafe buffer.unsafeBytes
        guard let encoder else { return try unsafe writeAll(bytes) }
        try unsafe encoder.encode(bytes, isLast: false) { bytes throws(ScoreFailure) in try unsafe writeAll(bytes) }
    }

    /// Ends the stream, or gives the file its name.
    func publish() throws(ScoreFailure) {
        if let encoder {
            try unsafe encoder.encode(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { bytes throws(ScoreFailure) in
                try unsafe writeAll(bytes)
            }
        }
        guard let finalPath, let temporaryPath else { return }
        guard fsync(descriptor) == 0 else { throw failure("fsync") }
        // Under the lock: a signal finds the file either not yet renamed, and removes it, or published.
        let failed = stage.withLock { stage -> String? in
            guard stage == .open else { return "rename" }
            guard unsafe rename(temporaryPath.string, finalPath.string) == 0 else { return "rename" }
            stage = .published
            return nil
        }
        if let failed { throw failure(failed) }
        syncFolder(of: finalPath)
    }

    /// Removes what was written unless it is published. Returns whether the output is published.
    @discardableResult
    func abandon() -> Bool {
        stage.withLock { stage in
            if stage == .open, let temporaryPath { _ = unsafe unlink(temporaryPath.string) }
            if stage == .open { stage = .abandoned }
            return stage == .published
        }
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(ScoreFailure) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write")
            }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            byteCount += count
        }
    }

    private func failure(_ call: String) -> ScoreFailure {
        let cause = Errno(rawValue: errno)
        if cause == .brokenPipe { return ScoreFailure(.environment, "\(name): whoever read it has gone (broken pipe)") }
        let rest = temporaryPath == nil ? "" : "; nothing is left of it"
        return ScoreFailure(.environment, "\(name): cannot be written: \(cause) (\(call))\(rest)")
    }

    /// The rename itself lasts only when its folder is synced. A file system that cannot do that is no reason to fail.
    private func syncFolder(of path: FilePath) {
        let folder = path.removingLastComponent()
        let descriptor = unsafe open(folder.isEmpty ? "." : folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func status(of path: FilePath) -> stat? {
        var status = stat()
        return unsafe stat(path.string, &status) == 0 ? status : nil
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
