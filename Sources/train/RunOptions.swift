public import ArgumentParser
public import Base

/// How the run behaves; nothing here changes a bit of the bundle but `--created`.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads (default: the processors of this machine).", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "auto (a bar on a terminal), bar, json (one object a line, on standard error) or none.", valueName: "style"))
    var progress: ProgressStyle = .auto

    @Option(
        help: ArgumentHelp(
            "A date to put into the manifest, as 2026-01-31 or 2026-01-31T12:00:00Z; none is put there otherwise.",
            valueName: "date"))
    var created: String?

    static let threadCountMax = 256

    func validate() throws {
        if let threads, threads < 1 || threads > Self.threadCountMax {
            throw ValidationError("--threads \(threads): a whole number from 1 to \(Self.threadCountMax) is accepted.")
        }
        if let created, !Self.isDate(created) {
            throw ValidationError("--created '\(created)': a date such as 2026-01-31 or 2026-01-31T12:00:00Z is accepted.")
        }
    }

    /// `YYYY-MM-DD`, or that with `Thh:mm:ssZ` (RFC 3339 in UTC).
    static func isDate(_ text: String) -> Bool {
        let pattern = text.utf8.count == 10 ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:ddZ"
        guard text.utf8.count == pattern.utf8.count else { return false }
        for (byte, expected) in zip(text.utf8, pattern.utf8) {
            let fits = expected == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == expected
            if !fits { return false }
        }
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        return (1...12).contains(parts[1]) && (1...31).contains(parts[2])
    }
}

extension ProgressStyle: ExpressibleByArgument {}
