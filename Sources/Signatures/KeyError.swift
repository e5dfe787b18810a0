public import Base
public import SystemPackage

/// Why a file holds no usable key, or a key could not be written.
public struct KeyError: Error, Equatable, CustomStringConvertible {
    /// Path of the file as it was given.
    public var path: String
    /// What was found and what is accepted.
    public var reason: String
    /// Of the system call that failed, if one did.
    public var errno: Errno?

    public init(path: String, reason: String, errno: Errno? = nil) {
        self.path = path
        self.reason = reason
        self.errno = errno
    }

    init(_ error: SystemCallError, path: FilePath) {
        self.init(path: path.string, reason: "\(error.call): \(error.errno.description)", errno: error.errno)
    }

    /// With what a command ends that fails by this error.
    public var exitCode: ExitCode { errno == nil ? .usage : .environment }

    public var description: String { "\(path): \(reason)" }
}
