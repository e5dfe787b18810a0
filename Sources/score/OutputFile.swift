internal import Base
internal import Codecs
internal import Glibc
internal import Synchronization
internal import SystemPackage
internal import Tabular

/// The run's output: a sink that one worker at a time writes, and that a signal may end at any moment.
@safe final class OutputFile: @unchecked Sendable {
    /// The name in messages.
    let name: String
    private let temporaryPath: FilePath?
    /// Only the worker whose turn it is comes here.
    private var sink: ByteSink
    private let stage = Mutex(Stage.open)

    private enum Stage { case open, published, abandoned }

    /// `path` may be `-`. `inputIdentity` begins with the device and inode of the input, which must not be written over.
    init(path: String, inputIdentity: [UInt64]) throws(ScoreFailure) {
        name = path == "-" ? "standard output" : path
        if path != "-", !inputIdentity.isEmpty, inputIdentity.prefix(2).elementsEqual(Self.identity(of: path)) {
            throw ScoreFailure(.usage, "\(path): is the input itself; give the output another name")
        }
        do throws(SystemCallError) {
            sink = try ByteSink(path: FilePath(path))
        } catch {
            throw Self.failure(error)
        }
        temporaryPath = sink.temporaryPath
    }

    /// Bytes written, compressed if they are.
    var byteCount: Int { sink.storedByteCount }

    func write(_ buffer: borrowing ByteBuffer) throws(ScoreFailure) {
        do throws(SystemCallError) {
            try unsafe sink.write(buffer.unsafeBytes)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Ends the stream, or gives the file its name. A stream may block here for ever and has nothing to protect; a file is renamed
    /// under the lock, so that a signal finds it either whole under its name or not there.
    func publish() throws(ScoreFailure) {
        do throws(SystemCallError) {
            if temporaryPath == nil { return try sink.finish() }
            try stage.withLock { stage throws(SystemCallError) in
                try sink.finish()
                stage = .published
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// What is left of the output after a run that was cut off.
    enum Remains: String {
        case whole = "the output is whole"
        case nothing = "nothing is left of the output"
        /// What a stream was given cannot be taken back.
        case part = "the output is not whole"
    }

    /// Removes what was written unless it is published.
    @discardableResult
    func abandon() -> Remains {
        stage.withLock { stage in
            guard stage == .open else { return stage == .published ? .whole : .nothing }
            stage = .abandoned
            guard let temporaryPath else { return .part }
            _ = unsafe unlink(temporaryPath.string)
            return .nothing
        }
    }

    private static func failure(_ error: SystemCallError) -> ScoreFailure {
        let subject = error.subject ?? "the output"
        if error.errno == .brokenPipe {
            return ScoreFailure(.environment, "\(subject): whoever read it has gone (broken pipe)")
        }
        return ScoreFailure(.environment, "\(subject): cannot be written: \(error.errno) (\(error.call))")
    }

    /// Device and inode of an existing file, through links; empty when there is none.
    private static func identity(of path: String) -> [UInt64] {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return [] }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
