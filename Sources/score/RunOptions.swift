public import ArgumentParser
public import Base
internal import Scoring

extension ProgressStyle: ExpressibleByArgument {}

/// How the last words of a run are said.
enum SummaryStyle: String, ExpressibleByArgument, CaseIterable {
    case text, json, none
}

/// How the run goes and what it tells.
struct RunOptions: ParsableArguments {
    /// More threads than this only wait for the one that writes.
    static let threadCountMax = 64

    @Option(
        help: ArgumentHelp(
            "Worker threads (default: one for each core, 8 at most). The output is the same for any number.", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Memory that blocks in flight may take beside the model (default: 256MB). Fewer threads work where they do not fit.",
            valueName: "size"),
        transform: { try ByteSize($0) })
    var memory: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Progress on standard error: a bar, json lines, none, or auto (a bar on a terminal).", valueName: "style"))
    var progress = ProgressStyle.auto

    @Option(help: ArgumentHelp("The summary on standard error: text, json or none.", valueName: "style"))
    var summary = SummaryStyle.text

    func check() throws {
        if let threads, !(1...Self.threadCountMax).contains(threads) {
            throw ValidationError("--threads is a whole number from 1 to \(Self.threadCountMax).")
        }
    }
}
