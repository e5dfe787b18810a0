/// The processes of a server that listens on this machine, found by its port; so far as they may be looked at.
package struct LocalServer: Sendable {
    /// Each process with the tick in which it was started, which tells it from a later one of the same number.
    private let processes: [Int: Int]

    /// nil when nobody listens there who can be found.
    package init?(port: UInt16) {
        var inodes: Set<Substring> = []
        for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
            guard let text = ProcFile.text(file) else { continue }
            inodes.formUnion(Self.listeners(table: text, port: port).map { Substring($0) })
        }
        guard !inodes.isEmpty else { return nil }
        let sockets = Set(inodes.map { "socket:[\($0)]" })
        var found: [Int: Int] = [:]
        for name in ProcFile.entries("/proc") {
            guard let process = Int(name) else { continue }
            let folder = "/proc/\(name)/fd"
            let listens = ProcFile.entries(folder).contains { ProcFile.link("\(folder)/\($0)").map(sockets.contains) ?? false }
            if listens, let start = Self.startTick(process) { found[process] = start }
        }
        guard !found.isEmpty else { return nil }
        processes = found
    }

    /// The inodes of sockets that listen on a port, from the text of /proc/net/tcp.
    package static func listeners(table: String, port: UInt16) -> [String] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", let digits = fields[1].split(separator: ":").last else { return nil }
            return UInt16(digits, radix: 16) == port ? String(fields[9]) : nil
        }
    }

    /// User and system time of all of them that are still there.
    func ticks() -> Int {
        processes.keys.reduce(0) { sum, process in
            sum + (ProcFile.text("/proc/\(process)/stat").flatMap { Self.ticks(stat: $0) } ?? 0)
        }
    }

    /// Whether none of them is there any more.
    package var isGone: Bool { processes.allSatisfy { Self.startTick($0.key) != $0.value } }

    private static func startTick(_ process: Int) -> Int? {
        ProcFile.text("/proc/\(process)/stat").flatMap { field(22, stat: $0) }
    }

    /// User and system time from /proc/PID/stat.
    package static func ticks(stat: String) -> Int? {
        guard let user = field(14, stat: stat), let system = field(15, stat: stat) else { return nil }
        return user + system
    }

    /// A field as proc_pid_stat(5) counts them; the program's name, which may hold anything, ends at the last parenthesis.
    private static func field(_ number: Int, stat: String) -> Int? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        return number - 3 < fields.count ? Int(fields[number - 3]) : nil
    }
}
