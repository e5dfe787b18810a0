internal import Glibc
internal import SystemPackage

/// Where an output goes: a plain file (through a link: the one that it points to), or what is no plain file and is written to as it is.
@safe struct OutputPlace {
    /// Nil for a stream, a terminal, a device.
    let filePath: String?
    /// Device and inode of what is there now; empty when nothing is.
    let identity: [UInt64]

    init(_ path: String) throws(ScoreFailure) {
        if path == "-" {
            filePath = nil
            identity = []
            return
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            filePath = path
            identity = []
            return
        }
        identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard let resolved = unsafe realpath(path, nil) else { throw OutputFile.failure("realpath", path) }
            filePath = unsafe String(cString: resolved)
            unsafe free(resolved)
        case S_IFDIR:
            errno = EISDIR
            throw OutputFile.failure("open", path)
        default: filePath = nil
        }
    }
}
