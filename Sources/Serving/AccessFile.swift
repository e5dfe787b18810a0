internal import Base
internal import Glibc
internal import SystemPackage

/// Where the access log's lines go: a file that is appended to, or standard output.
///
/// It never waits for a reader of a named pipe, and what cannot be written is the caller's to count. When a write ended in the middle of a
/// line, because the disk was full, the next begins on a line of its own.
struct AccessFile: ~Copyable {
    let path: String
    private let descriptor: CInt
    private var isTorn = false

    /// What names standard output.
    static let standardOutput = "-"

    init(path: String) throws(SystemCallError) {
        self.path = path
        if path == Self.standardOutput {
            descriptor = 1
        } else {
            // Non-blocking matters for a named pipe only: without a reader it is refused, and a full one loses lines.
            descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o640)
            guard descriptor >= 0 else { throw SystemCallError(call: "open", errno: Errno(rawValue: errno)) }
        }
    }

    deinit { if descriptor != 1 { close(descriptor) } }

    /// Writes whole lines. Returns how many of them were written, and why not all.
    mutating func append(_ lines: UnsafeRawBufferPointer) -> (lineCount: Int, failure: Errno?) {
        let feed = UInt8(ascii: "\n")
        if isTorn {
            if let failure = unsafe withUnsafeBytes(of: feed, { unsafe writeAll($0).failure }) { return (0, failure) }
            isTorn = false
        }
        let (byteCount, failure) = unsafe writeAll(lines)
        let written = unsafe lines[..<byteCount]
        if let last = unsafe written.last { isTorn = last != feed }
        return (unsafe written.count { $0 == feed }, failure)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> (byteCount: Int, failure: Errno?) {
        var count = 0
        while count < bytes.count, let start = bytes.baseAddress {
            let written = unsafe write(descriptor, start + count, bytes.count - count)
            if written >= 0 {
                count += written
            } else if errno != EINTR {
                return (count, Errno(rawValue: errno))
            }
        }
        return (count, nil)
    }
}
