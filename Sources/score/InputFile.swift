internal import Glibc
internal import Records
internal import Scoring
internal import SystemPackage
internal import Tabular

/// One file of the run's input, or standard input, as it was found at the start.
@safe struct InputFile: Sendable {
    let path: String
    let format: InputFormat
    /// Nil for what is no plain file.
    let byteCount: Int?
    let modifiedNanoseconds: Int
    /// Device and inode; empty for what is no plain file.
    let identity: [UInt64]

    init(_ path: String, format: InputFormat) throws(ScoreFailure) {
        self.path = path
        self.format = format
        var status = stat()
        let code = unsafe path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
        guard code == 0 else {
            let cause = Errno(rawValue: errno)
            throw ScoreFailure(InputError(kind: .environment, path: path, reason: "cannot be opened: \(cause) (open)"))
        }
        let isPlain = path != "-" && status.st_mode & S_IFMT == S_IFREG
        byteCount = isPlain ? Int(status.st_size) : nil
        modifiedNanoseconds = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
        identity = isPlain ? [UInt64(status.st_dev), UInt64(status.st_ino)] : []
    }

    /// The name in messages.
    var name: String { path == "-" ? "standard input" : path }

    func open(_ limits: RecordLimits, malformedRows: MalformedRowRule) throws(ScoreFailure) -> RecordReader {
        do throws(InputError) {
            return try RecordReader(path: FilePath(path), format: format, limits: limits, malformedRows: malformedRows)
        } catch {
            throw ScoreFailure(error)
        }
    }
}
