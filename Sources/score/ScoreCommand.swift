internal import ArgumentParser
internal import Base
internal import Forest
internal import Tabular

/// `score BUNDLE INPUT -o OUTPUT`: a table in, the same rows with their predictions out.
@main
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score the rows of files with a bundle's model.",
        discussion: """
            INPUT is CSV with a header line (RFC 4180), NDJSON (objects by name, or arrays), NumPy's .npy or a raw matrix; plain, gzip or \
            zstd; files, patterns in quotes ('part-*.csv.gz'), or - for standard input. The output has a row for each, in their order: \
            `prediction`, then `probability` of the positive class (two classes) or `p_CLASS` of every class, then margins and leaf ids when \
            they are asked for. Numbers read back bit for bit, and are those that `serve` answers, for any number of threads. A file \
            appears under its name when it is whole, or not at all.

            EXAMPLES
              score models/adult people.csv -o scored.csv --keep id
              score models/adult 'in/part-*.csv.gz' --output-folder out --on-bad-row skip --rejects bad.csv
              score models/adult/3 huge.csv -o scored.csv.gz --resume
              score models/adult people.ndjson -o scored.ndjson --join-source input
              zcat big.csv.gz | score models/adult/3 - --on-bad-row null | gzip > scored.csv.gz
              score models/adult huge.csv -o part-$I.csv --shard $I/8 --no-output-header

            EXIT CODES
              0  every row is accounted for     4  the bundle is refused
              1  a fault of the program         5  the environment failed (file, disk, broken pipe)
              2  the command line is wrong      6  stopped by a signal
              3  the data is refused (line, column and reason are told)
            Of 2 to 6 nothing half-written is left, but what --resume goes on with.
            """,
        version: Version.current)

    @Argument(
        help: ArgumentHelp(
            "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.", valueName: "bundle"))
    var bundle: String

    @Argument(help: ArgumentHelp("Files, patterns in quotes, or - for standard input.", valueName: "input"))
    var inputs: [String] = []

    @OptionGroup(title: "Input") var input: InputOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Columns") var columns: ColumnOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Parts and resuming") var part: PartOptions
    @OptionGroup(title: "The run") var settings: RunOptions

    func validate() throws {
        try input.check()
        try output.check()
        try columns.check()
        try rules.check()
        try part.check()
        try settings.check()
        if inputs.isEmpty && input.filesFrom == nil { throw ValidationError("Missing expected argument '<input> ...'") }
        if part.resume && output.outputFolder == nil && (output.output ?? "-") == "-" {
            throw ValidationError("--resume needs --output or --output-folder: a stream cannot be gone on with.")
        }
        do throws(KernelChoiceError) { try KernelChoice.checkEnvironment() } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        do throws(ScoreFailure) {
            try ScoringRun(self).run()
        } catch {
            StandardError.write("score: error: \(error.message)\n")
            throw ArgumentParser.ExitCode(error.code.rawValue)
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
