package import Base
internal import CLinux
internal import Glibc
package import SystemPackage

/// What is done to folders by path alone.
package enum FolderPaths {
    /// False when there is something of that name already.
    static func create(_ path: FilePath) throws(SystemCallError) -> Bool {
        if unsafe path.withPlatformString({ unsafe mkdir($0, 0o777) }) == 0 { return true }
        if errno == EEXIST { return false }
        throw SystemCallError.last("mkdir", path.string)
    }

    /// Whether there is anything of that name, a dangling link included.
    package static func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return unsafe path.withPlatformString({ unsafe lstat($0, &status) }) == 0
    }

    static func remove(_ path: FilePath) throws(SystemCallError) {
        guard unsafe path.withPlatformString({ unsafe rmdir($0) }) == 0 else {
            throw SystemCallError.last("rmdir", path.string)
        }
    }

    static func rename(_ source: FilePath, to destination: FilePath) throws(SystemCallError) {
        let result = unsafe source.withPlatformString { source in
            unsafe destination.withPlatformString { unsafe Glibc.rename(source, $0) }
        }
        guard result == 0 else { throw SystemCallError.last("rename", destination.string) }
    }

    /// Exchanges two folders in one step, whatever they hold.
    static func exchange(_ first: FilePath, _ second: FilePath) throws(SystemCallError) {
        let result = unsafe first.withPlatformString { first in
            unsafe second.withPlatformString { unsafe clinux_exchange(first, $0) }
        }
        guard result == 0 else {
            throw SystemCallError(call: "renameat2", subject: second.string, errno: Errno(rawValue: -result))
        }
    }

    /// The path without links, `.` and `..`.
    static func realPath(_ path: FilePath) throws(SystemCallError) -> FilePath {
        guard let resolved = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
            throw SystemCallError.last("realpath", path.string)
        }
        defer { unsafe free(resolved) }
        return unsafe FilePath(platformString: resolved)
    }

    static var processID: Int32 { getpid() }
}

extension SystemCallError {
    /// The failure of the call that was just made.
    package static func last(_ call: String, _ subject: String) -> SystemCallError {
        SystemCallError(call: call, subject: subject, errno: Errno(rawValue: Glibc.errno))
    }
}
