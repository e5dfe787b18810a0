internal import Glibc

/// What the kernel says that this process uses (/proc); nil is what it does not say.
public struct ProcessUsage: Sendable, Equatable {
    /// User and system time.
    public var cpuSeconds: Double?
    public var residentByteCount: Int?
    public var virtualByteCount: Int?
    public var openDescriptorCount: Int?
    /// The limit that is in force.
    public var descriptorCountMax: Int?
    /// When the process began, as the seconds since 1970.
    public var startUnixSeconds: Double?

    public init() {}

    public static func now() -> ProcessUsage {
        var usage = ProcessUsage()
        if let stat = text(of: "/proc/self/stat") {
            usage.take(
                stat: stat, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)), pageByteCount: sysconf(Int32(_SC_PAGESIZE)),
                bootUnixSeconds: text(of: "/proc/stat").flatMap(bootUnixSeconds))
        }
        usage.openDescriptorCount = openDescriptors()
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            usage.descriptorCountMax = Int(clamping: limit.rlim_cur)
        }
        return usage
    }

    /// Takes the fields of /proc/self/stat, counted as proc(5) counts them; the program's name, which may hold anything, ends at the last
    /// parenthesis.
    public mutating func take(stat: String, ticksPerSecond: Int, pageByteCount: Int, bootUnixSeconds: Int?) {
        guard let end = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        func field(_ number: Int) -> Int? { number - 3 < fields.count ? Int(fields[number - 3]) : nil }
        let ticks = Double(ticksPerSecond)
        if let user = field(14), let system = field(15) { cpuSeconds = (Double(user) + Double(system)) / ticks }
        if let start = field(22), let bootUnixSeconds { startUnixSeconds = Double(bootUnixSeconds) + Double(start) / ticks }
        virtualByteCount = field(23)
        residentByteCount = field(24).map { $0 * pageByteCount }
    }

    /// When the machine was started, from /proc/stat.
    public static func bootUnixSeconds(stat: String) -> Int? {
        for line in stat.split(separator: "\n") where line.hasPrefix("btime ") { return Int(line.dropFirst(6)) }
        return nil
    }

    /// /proc/stat has a number for each interrupt and processor.
    private static let fileByteCountMax = 1 << 20

    private static func text(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count < fileByteCountMax {
            let count = unsafe read(descriptor, &block, block.count)
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += block[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func openDescriptors() -> Int? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // Not the two entries that every folder has, nor the descriptor that it was read by.
        return max(0, count - 3)
    }
}
