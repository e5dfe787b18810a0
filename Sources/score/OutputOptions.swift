public import ArgumentParser
public import Scoring

extension OutputFormat: ExpressibleByArgument {}
extension OutputCompression: ExpressibleByArgument {}

/// Where the scored rows go and in which form.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("All scored rows into this file; - is standard output (the default).", valueName: "output"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "One output for each input into this folder: NAME.csv.gz becomes NAME.scored.csv.gz.", valueName: "folder"))
    var outputFolder: String?

    @Option(
        help: ArgumentHelp(
            "csv, ndjson or npy (a matrix of the numbers alone, a class as its index); by default what the output's name says, else csv.",
            valueName: "format"))
    var outputFormat: OutputFormat?

    @Option(
        help: ArgumentHelp(
            "none, gzip or zstd; by default what the output's name says (.gz, .zst), in a folder what the input's says.",
            valueName: "kind"))
    var outputCompression: OutputCompression?

    @Flag(help: "CSV without its header line, as all shards but the first want it.")
    var noOutputHeader = false

    @Option(
        help: ArgumentHelp(
            "Refused rows into this CSV file: input, line, row, column, reason, value.", valueName: "file"))
    var rejects: String?

    @Option(help: ArgumentHelp("Lines of the reject file; more are only counted.", valueName: "n"))
    var rejectsMax = 1_000_000

    @Option(
        help: ArgumentHelp(
            "An HTML page: how inputs and predictions are spread, beside the training data's.", valueName: "file"))
    var report: String?

    func check() throws {
        if output != nil && outputFolder != nil { throw ValidationError("--output and --output-folder: give one of them.") }
        if rejectsMax < 0 { throw ValidationError("--rejects-max is a whole number from 0 on.") }
        if rejects == "-" || report == "-" { throw ValidationError("--rejects and --report are files.") }
    }
}
