internal import Base
internal import Glibc
internal import Scoring
internal import SystemPackage

/// The journal of a resumable run on disk, beside its output: held by one run at a time.
@safe final class JournalFile: @unchecked Sendable {
    let path: String
    private let descriptor: Int32
    /// What an earlier run left here; nil: nothing.
    let earlier: RunJournal.Contents?

    /// Opens or makes the journal at `path` and takes its lock.
    init(path: String) throws(ScoreFailure) {
        self.path = path
        descriptor = try OutputFile.open(path, O_RDWR | O_CREAT | O_CLOEXEC, naming: path)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ScoreFailure(.environment, "\(path): another run is writing this output")
        }
        do {
            earlier = try RunJournal.contents(Self.bytes(descriptor, path))
        } catch let error as ScoreFailure {
            throw error
        } catch {
            throw ScoreFailure(.environment, "\(path): is no journal of this version (\(error)); remove it to begin anew")
        }
        let whole = earlier?.byteCount ?? 0
        guard ftruncate(descriptor, whole) == 0, lseek(descriptor, whole, SEEK_SET) == whole else {
            throw OutputFile.failure("ftruncate", path)
        }
    }

    deinit { close(descriptor) }

    /// Adds a line, on the disk before this returns.
    func append(_ line: String) throws(ScoreFailure) {
        do { try FileDescriptor(rawValue: descriptor).writeAll(line.utf8) } catch { throw OutputFile.failure("write", path) }
        guard fdatasync(descriptor) == 0 else { throw OutputFile.failure("fdatasync", path) }
    }

    /// The run is over.
    func remove() { _ = unsafe unlink(path) }

    private static func bytes(_ descriptor: Int32, _ path: String) throws(ScoreFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= RunJournal.byteCountMax {
            let count = unsafe read(descriptor, &block, block.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw OutputFile.failure("read", path) }
            bytes += block[..<count]
        }
        throw ScoreFailure(
            .environment, "\(path): is no journal, being longer than \(RunJournal.byteCountMax) bytes; remove it to begin anew")
    }
}
