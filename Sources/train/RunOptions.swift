public import ArgumentParser
public import Base
internal import Bundles

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
        if let created, !InternetDate.isValid(created) {
            throw ValidationError("--created '\(created)': a date such as 2026-01-31 or 2026-01-31T12:00:00Z is accepted.")
        }
    }
}

extension ProgressStyle: ExpressibleByArgument {}
