internal import Glibc

/// What the file system of a path has left.
public enum FileSystemSpace {
    /// Bytes that a process without privileges may still write there; nil when the system does not say.
    public static func freeByteCount(at path: String) -> Int? {
        var answer = statvfs()
        guard unsafe statvfs(path, &answer) == 0 else { return nil }
        return Int(clamping: UInt64(answer.f_bavail).multipliedReportingOverflow(by: UInt64(answer.f_frsize)).partialValue)
    }
}
