internal import Base
internal import Codecs
internal import Glibc
internal import SystemPackage
internal import Tabular

/// One output while it is written: a file under a temporary name that takes its own when it is whole, or a stream.
///
/// A resumable run's temporary name is the same every time, and stays behind when the run is cut off. Used by one thread at a time.
@safe final class OutputFile: @unchecked Sendable {
    /// The name in messages.
    let name: String
    /// Nil for a stream.
    let finalPath: String?
    let temporaryPath: String?
    private let descriptor: Int32
    /// Bytes of the file, those of earlier runs among them.
    private(set) var byteCount = 0

    /// How a run's files are named while they are written.
    enum Naming: Equatable {
        /// Only this process knows the file.
        case own
        /// A later run finds it again, and goes on after so many bytes.
        case resumable(byteCount: Int)
    }

    /// `path` may be `-`, standard output.
    init(path: String, naming: Naming) throws(ScoreFailure) {
        name = path == "-" ? "standard output" : path
        finalPath = try OutputPlace(path).filePath
        guard let finalPath else {
            temporaryPath = nil
            descriptor = path == "-" ? STDOUT_FILENO : try Self.open(path, O_WRONLY | O_CLOEXEC, naming: path)
            return
        }
        switch naming {
        case .own:
            temporaryPath = finalPath + ".partial-\(getpid())"
            descriptor = try Self.open(temporaryPath!, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, naming: path)
        case .resumable(let byteCount):
            temporaryPath = Self.partialPath(finalPath)
            descriptor = try Self.open(temporaryPath!, O_WRONLY | O_CREAT | O_CLOEXEC, naming: path)
            self.byteCount = byteCount
            try cut()
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// The name of a resumable run's file while it is written.
    static func partialPath(_ path: String) -> String { path + ".partial" }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ScoreFailure) {
        do throws(Errno) {
            try unsafe ByteSink.writeAll(bytes, to: descriptor, counting: &byteCount)
        } catch {
            throw Self.failure("write", name, error)
        }
    }

    func write(_ bytes: [UInt8]) throws(ScoreFailure) {
        var buffer = ByteBuffer(capacity: bytes.count)
        buffer.append(contentsOf: bytes)
        try write(buffer)
    }

    func write(_ buffer: borrowing ByteBuffer) throws(ScoreFailure) { try unsafe write(buffer.unsafeBytes) }

    /// Writes over the file's first bytes.
    func overwriteStart(_ bytes: [UInt8]) throws(ScoreFailure) {
        let count = unsafe pwrite(descriptor, bytes, bytes.count, 0)
        guard count == bytes.count else { throw Self.failure("pwrite", name) }
    }

    /// What was written is on the disk.
    func sync() throws(ScoreFailure) {
        guard finalPath != nil else { return }
        guard fdatasync(descriptor) == 0 else { throw Self.failure("fdatasync", name) }
    }

    /// Gives the file its name, synced. A stream has none.
    func publish() throws(ScoreFailure) {
        guard let finalPath, let temporaryPath else { return }
        guard fsync(descriptor) == 0 else { throw Self.failure("fsync", name) }
        guard unsafe rename(temporaryPath, finalPath) == 0 else { throw Self.failure("rename", name) }
    }

    private func cut() throws(ScoreFailure) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("fstat", name) }
        guard Int(status.st_size) >= byteCount else {
            throw ScoreFailure(
                .environment,
                "\(Self.partialPath(name)) has \(status.st_size) bytes, of which an earlier run wrote \(byteCount); remove it and the "
                    + ".progress file to begin anew")
        }
        guard ftruncate(descriptor, byteCount) == 0, lseek(descriptor, byteCount, SEEK_SET) == byteCount else {
            throw Self.failure("ftruncate", name)
        }
    }

    static func open(_ path: String, _ flags: Int32, naming subject: String) throws(ScoreFailure) -> Int32 {
        while true {
            let descriptor = unsafe Glibc.open(path, flags, 0o666)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw failure("open", subject) }
        }
    }

    /// What `errno` says of a call that failed.
    static func failure(_ call: String, _ subject: String, _ cause: Errno = Errno(rawValue: errno)) -> ScoreFailure {
        if cause == .brokenPipe {
            return ScoreFailure(.environment, "\(subject): whoever read it has gone (broken pipe)")
        }
        return ScoreFailure(.environment, "\(subject): cannot be written: \(cause) (\(call))")
    }
}
