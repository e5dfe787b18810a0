import ArgumentParser
import Base
import LoadTesting

/// `loadtest URL --body FILE`: how many requests a second a server answers, and how long each takes.
@main
struct LoadtestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest",
        abstract: "Send requests for a while; say how many a second were answered, how fast, and whether that can be trusted.",
        discussion: """
            With --rate, --ramp, --steps or --schedule requests are due at times of their own, and latency counts from then, sent or not \
            (an open loop). Without, each connection sends its next request when the last one is answered (a closed loop). Requests due \
            in the measured time count; those under way at its end are awaited. Latency ends with the last byte read, of the responses \
            with a status below 400; everything else is an error, counted by kind. Ctrl-C ends the run early and reports what was measured.

            Figures that the machine, the generator or the server spoiled are not stood behind: the run is marked as not valid, with the \
            reasons and what to do about them, and exits with 3.

            EXAMPLES
              loadtest http://127.0.0.1:8000/predict/iris --body row.json --rate 2000 --duration 30s
              loadtest http://127.0.0.1:8000/predict/iris --csv iris.csv --without species --rate 2000 --html report.html
              loadtest http://127.0.0.1:8000/predict/iris --body row.json --find-rate p99=2ms
              loadtest http://127.0.0.1:8000/predict/iris --body row.json --versus http://127.0.0.1:9000/predict/iris --duration 2s
              loadtest --scenario loadtest/steady.json

            EXIT CODES
              0  measured, without errors
              1  a fault of the program
              2  the command line is wrong
              3  measured, and the figures are not to be trusted: the reasons are told, and what to do
              5  nothing could be measured: no connection, no answer, a file
              6  ended early by a signal; what was measured is reported
              7  measured, and there were errors
            """,
        version: Version.current)

    @Argument(
        help: ArgumentHelp(
            "http://HOST[:PORT][/PATH][?QUERY]; HOST is a name, an IPv4 or a bracketed IPv6 address.", valueName: "url"))
    var url: String?

    @Option(name: .customLong("url"), help: ArgumentHelp("The same, as scenarios have it.", visibility: .hidden))
    var scenarioURL: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file of options, with underscores (\"warm_up\": \"2s\"); those of the command line win. Samples are in loadtest/.",
            valueName: "file"))
    var scenario: String?

    @OptionGroup(title: "The requests") var requests: RequestOptions
    @OptionGroup(title: "Bodies from a table") var rows: RowOptions
    @OptionGroup(title: "The load") var load: LoadOptions
    @OptionGroup(title: "When requests leave") var arrivals: ArrivalOptions
    @OptionGroup(title: "More than one measurement") var search: SearchOptions

    @Option(
        help: ArgumentHelp(
            "Percentiles that must be reported: p50,p99.9. One that there are too few answers for makes the run invalid.",
            valueName: "p,..."))
    var percentiles: String?

    @Flag(help: "Figures of a run that is not valid will do: it is still said, but the exit code is as if it were.")
    var acceptInvalid = false

    @Option(
        help: ArgumentHelp(
            "Where the server tells its metrics, as Prometheus reads them: a process that was started anew, or a model in another "
                + "version, makes the run invalid. With --versus twice, the first server's and the second's.", valueName: "url"))
    var metricsURL: [String] = []

    @OptionGroup(title: "What answers must be") var checks: CheckOptions
    @OptionGroup(title: "What is reported") var report: ReportOptions

    func validate() throws {
        guard let text = url ?? scenarioURL else {
            throw ValidationError("Missing the url that is asked: http://HOST[:PORT][/PATH].")
        }
        do { _ = try TargetURL(text) } catch { throw ValidationError(error.description) }
        guard requests.body == nil || rows.csv == nil else {
            throw ValidationError("--body and --csv: one of them says what is sent.")
        }
        if search.findRate != nil, arrivals.ramp != nil || arrivals.steps != nil || arrivals.schedule != nil {
            throw ValidationError("--find-rate: it sets the rate itself; --rate may say where it begins.")
        }
        try validateMetricsURL()
        if let percentiles, percentileList.count != percentiles.split(separator: ",", omittingEmptySubsequences: false).count {
            throw ValidationError("--percentiles '\(percentiles)': names such as p50,p99,p99.9 are accepted.")
        }
    }

    private func validateMetricsURL() throws {
        guard metricsURL.count <= (search.versus == nil ? 1 : 2) else {
            throw ValidationError("--metrics-url: one is accepted; with --versus two, the first server's and the second's.")
        }
        for text in metricsURL {
            do { _ = try TargetURL(text) } catch { throw ValidationError("--metrics-url " + error.description) }
        }
    }

    /// Those that were asked for.
    var percentileList: [Percentile] { percentiles?.split(separator: ",").compactMap { Percentile($0) } ?? [] }

    func run() throws {
        do {
            let code = try LoadRun(self).run()
            if code != .success { throw ArgumentParser.ExitCode(code.rawValue) }
        } catch let failure as LoadFailure {
            Self.tell(failure)
            throw ArgumentParser.ExitCode(failure.code.rawValue)
        } catch let error as SystemCallError {
            StandardError.write("loadtest: error: \(Printable.text(error.description))\n")
            throw ArgumentParser.ExitCode(Base.ExitCode.environment.rawValue)
        }
    }

    private static func tell(_ failure: LoadFailure) {
        StandardError.write("loadtest: error: \(Printable.text(failure.message))\n")
    }

    static func main() {
        do {
            let command = try parse(try Scenario.merged(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch let failure as LoadFailure {
            tell(failure)
            exit(withError: ArgumentParser.ExitCode(failure.code.rawValue))
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ArgumentParser.ExitCode(Base.ExitCode.usage.rawValue))
        }
    }
}
