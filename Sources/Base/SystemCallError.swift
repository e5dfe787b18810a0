public import SystemPackage

/// A system call that failed: which call, on what, and why.
public struct SystemCallError: Error, Equatable, CustomStringConvertible {
    /// The name of the call, as in its manual page: `open`, `mmap`.
    public let call: String
    /// The file or address that the call was about, if any.
    public let subject: String?
    public let errno: Errno

    public init(call: String, subject: String? = nil, errno: Errno) {
        self.call = call
        self.subject = subject
        self.errno = errno
    }

    public var description: String {
        if let subject { "\(subject): \(call): \(errno.description)" } else { "\(call): \(errno.description)" }
    }
}
