internal import Base
internal import Glibc
internal import SystemPackage

/// Where the access log's lines go: a file that is appended to, or standard output.
///
/// It never waits for a reader of a named pipe, for one of standard output as long as the caller wants it, and what cannot be written is the
/// caller's to count. When a write ended in the middle of a line, because the disk was full, the next begins on a line of its own.
struct AccessFile: ~Copyable {
    let path: String
    private let descriptor: CInt
    private var isTorn = false

    /// What names standard output.
    static let standardOutput = "-"
    /// After which the caller is asked again whether to wait.
    private static let waitMilliseconds = 100

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

    /// Writes whole lines. Returns how many of them were written, and why not all. `mayWait` is asked while nobody takes them.
    mutating func append(_ lines: UnsafeRawBufferPointer, mayWait: () -> Bool) -> (lineCount: Int, failure: Errno?) {
        let feed = UInt8(ascii: "\n")
        if isTorn {
            if let failure = unsafe withUnsafeBytes(of: feed, { unsafe writeAll($0, mayWait).failure }) { return (0, failure) }
            isTorn = false
        }
        let (byteCount, failure) = unsafe writeAll(lines, mayWait)
        let written = unsafe lines[..<byteCount]
        if let last = unsafe written.last { isTorn = last != feed }
        return (unsafe written.count { $0 == feed }, failure)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer, _ mayWait: () -> Bool) -> (byteCount: Int, failure: Errno?) {
        var count = 0
        while count < bytes.count {
            switch unsafe writeSome(UnsafeRawBufferPointer(rebasing: bytes[count...])) {
            case .written(let byteCount): count += byteCount
            case .wouldWait: if !mayWait() { return (count, .resourceTemporarilyUnavailable) }
            case .failed(let failure): return (count, failure)
            }
        }
        return (count, nil)
    }

    private func writeSome(_ bytes: UnsafeRawBufferPointer) -> PieceWriter.Outcome {
        // Standard output is not ours to make non-blocking.
        if descriptor == 1 { return unsafe PieceWriter.write(bytes, to: descriptor, waitMilliseconds: Self.waitMilliseconds) }
        while true {
            let written = unsafe write(descriptor, bytes.baseAddress, bytes.count)
            if written >= 0 { return .written(written) }
            if errno != EINTR { return .failed(Errno(rawValue: errno)) }
        }
    }
}
