internal import Glibc

/// The system calls that one executable needs to become another.
enum Executable {
    /// The folder that this executable is in, links resolved; nil when the system does not tell.
    static func ownFolder() -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe readlink("/proc/self/exe", buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard count > 0, let slash = buffer[..<count].lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(decoding: buffer[..<slash], as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Becomes the executable at `path`; returns only when that fails, with the reason.
    static func replaceProcess(_ path: String, _ arguments: [String]) -> String {
        var argv: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        unsafe execv(path, &argv)
        return unsafe String(cString: strerror(errno))
    }

    static func fail(_ message: String, _ code: Int32) -> Never {
        var message = message
        message.withUTF8 { message in _ = unsafe write(STDERR_FILENO, message.baseAddress, message.count) }
        exit(code)
    }
}
