import ArgumentParser
import Base
import LoadTesting

/// `loadtest URL --body FILE`: how many requests a second a server answers, and how long each takes.
@main
struct LoadtestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest",
        abstract: "Send requests over kept connections for a while; say how many a second were answered, and how fast.",
        discussion: """
            Each connection sends its next request when the last one is answered (a closed loop). Requests begun in the measured time \
            count; those under way at its end are awaited. Latency is from the first byte sent to the last byte read, of the responses \
            with a status below 400; everything else is an error, counted by kind. Ctrl-C ends the run early and reports what was measured.

            EXAMPLE
              loadtest http://127.0.0.1:8000/predict/iris --body row.json

            EXIT CODES
              0  measured, without errors
              1  a fault of the program
              2  the command line is wrong
              5  nothing could be measured: no connection, no answer, a file
              6  ended early by a signal; what was measured is reported
              7  measured, and there were errors
            """,
        version: Version.current)

    @Argument(
        help: ArgumentHelp(
            "http://HOST[:PORT][/PATH][?QUERY]; HOST is a name, an IPv4 or a bracketed IPv6 address.", valueName: "url"))
    var url: String

    @OptionGroup(title: "The requests") var requests: RequestOptions
    @OptionGroup(title: "The load") var load: LoadOptions

    @Option(help: ArgumentHelp("Write settings, figures and the whole histogram to this file as JSON.", valueName: "file"))
    var json: String?

    @Flag(inversion: .prefixedNo, help: "A line on the terminal that tells how the run goes.")
    var progress = true

    func validate() throws {
        do { _ = try TargetURL(url) } catch { throw ValidationError(error.description) }
    }

    func run() throws {
        do {
            let code = try LoadRun(self).run()
            if code != .success { throw ArgumentParser.ExitCode(code.rawValue) }
        } catch let failure as LoadFailure {
            StandardError.write("loadtest: error: \(Printable.text(failure.message))\n")
            throw ArgumentParser.ExitCode(failure.code.rawValue)
        } catch let error as SystemCallError {
            StandardError.write("loadtest: error: \(Printable.text(error.description))\n")
            throw ArgumentParser.ExitCode(Base.ExitCode.environment.rawValue)
        }
    }

    static func main() {
        do {
            let command = try parse()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ArgumentParser.ExitCode(Base.ExitCode.usage.rawValue))
        }
    }
}
