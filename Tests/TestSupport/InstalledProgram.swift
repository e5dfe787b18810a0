internal import Glibc

/// Programs of others that tests try on ours, where they are installed (`.ci/setup tests` installs what it may).
public enum InstalledProgram {
    /// Where a program lies; nil when it is not installed. Debian keeps some where only root's path leads.
    public static func path(_ name: String) -> String? {
        Program.run("/bin/sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin command -v \(name)"]).output.split(separator: "\n").first
            .map(String.init)
    }

    /// An interpreter that has a Python package: Debian's, which has Debian's packages, else the first of the path.
    public static func python(with package: String) -> String? {
        ["/usr/bin/python3", "python3"].lazy.compactMap(path).first {
            Program.run($0, ["-c", "import \(package)"]).exitCode == 0
        }
    }

    /// A port of loopback that nobody listens on, for programs that cannot tell which one the kernel chose.
    public static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(unsafe bind(descriptor, $0, length) == 0, "bind")
                precondition(unsafe getsockname(descriptor, $0, &length) == 0, "getsockname")
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
