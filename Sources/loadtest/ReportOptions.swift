import ArgumentParser
import Base

/// What is told of the run, and where.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write settings, figures and the whole histogram to this file as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write a page with charts to this file.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "What an hour of the server costs, in any currency: the cost of a million predictions at the measured rate is told.",
            valueName: "price"))
    var pricePerHour: Double?

    @Option(
        help: ArgumentHelp(
            "How the run tells of itself on standard error: auto (bar on a terminal, else lines), bar (a line that is written anew), "
                + "lines (one a second), json (an object a second) or none.", valueName: "style"))
    var progress: LoadProgressStyle = .auto

    @Flag(help: "The same as --progress none.")
    var noProgress = false

    var style: LoadProgressStyle { noProgress ? .none : progress }

    func validate() throws {
        if let pricePerHour, !(pricePerHour > 0 && pricePerHour.isFinite) {
            throw ValidationError("--price-per-hour \(pricePerHour): a number above 0 is accepted.")
        }
    }
}

/// How a run tells of itself while it goes.
enum LoadProgressStyle: String, ExpressibleByArgument, CaseIterable {
    case auto, bar, lines, json, none
}
