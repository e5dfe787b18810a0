internal import ArgumentParser
internal import Base
internal import Forest
internal import Tabular

/// `score BUNDLE INPUT -o OUTPUT`: a table in, the same rows with their predictions out.
@main
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score the rows of a CSV file with a bundle's model.",
        discussion: """
            INPUT is RFC 4180 CSV with a header line, plain or gzip, or - for standard input. The output is CSV too: \
            `prediction`, then `probability` of the positive class (two classes) or `p_CLASS` of every class, then the margins when they are \
            asked for. Numbers read back bit for bit, and are those that `serve` answers. A file appears under its name when it \
            is whole, or not at all.

            EXAMPLES
              score models/adult people.csv -o scored.csv --keep id
              zcat big.csv.gz | score models/adult/3 - --on-bad-row null | gzip > scored.csv.gz

            EXIT CODES
              0  every row is accounted for     4  the bundle is refused
              1  a fault of the program         5  the environment failed (file, disk, broken pipe)
              2  the command line is wrong      6  stopped by a signal; nothing half-written is left
              3  the data is refused (line, column and reason are told)
            """,
        version: Version.current)

    @Argument(
        help: ArgumentHelp(
            "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.", valueName: "bundle"))
    var bundle: String

    @Argument(help: ArgumentHelp("The table: CSV with a header, plain or gzip; - is standard input.", valueName: "input"))
    var input: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the scored rows go; - is standard output; a name that ends in .gz is compressed.", valueName: "output"))
    var output = "-"

    @OptionGroup(title: "Columns") var columns: ColumnOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "The run") var settings: RunOptions

    func validate() throws {
        try columns.check()
        try rules.check()
        try settings.check()
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
