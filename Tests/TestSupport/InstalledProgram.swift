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
        let descriptor = Loopback.socket()
        defer { close(descriptor) }
        return Loopback.bind(descriptor)
    }
}
