internal import Glibc

/// The most memory that the process has had at any moment.
enum PeakMemory {
    private static let fileByteCountMax = 1 << 14

    /// Resident bytes; nil when the kernel does not say. getrusage would tell of what started the process too, until its exec.
    static var byteCount: Int? {
        let descriptor = unsafe open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var block = [UInt8](repeating: 0, count: fileByteCountMax)
        let count = unsafe read(descriptor, &block, block.count)
        guard count > 0 else { return nil }
        for line in String(decoding: block[..<count], as: UTF8.self).split(separator: "\n") where line.hasPrefix("VmHWM:") {
            // In kibibytes (proc(5)).
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
        return nil
    }
}
