import ArgumentParser
import Base
import Forest
import ForestTraining
import Tabular

/// `train DATA.csv --target COLUMN --name NAME --output DIR`: a table in, a bundle out.
@main
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a gradient-boosted forest on a CSV file and write it as a bundle.",
        discussion: """
            DATA is RFC 4180 CSV with a header line, plain or gzip. Types, task and classes are inferred and can be overridden. \
            The bundle is written to OUTPUT/NAME/VERSION/ at once or not at all; the same data, settings and seed give the same bytes, \
            whatever the number of threads.

            EXAMPLE
              train adult.csv --target income --name adult --output models --early-stopping 50

            EXIT CODES
              0  the bundle is written          3  the data is refused (line, column and reason are told)
              1  a fault of the program         5  the environment failed (file, disk, memory)
              2  the command line is wrong      6  stopped by a signal; nothing half-written is left
            """)

    @Argument(help: ArgumentHelp("The training table: CSV with a header, plain or gzip.", valueName: "data.csv"))
    var data: String

    @Option(help: ArgumentHelp("The column to predict.", valueName: "column"))
    var target: String

    @Option(help: ArgumentHelp("The model's name: letters, digits, '.', '_' and '-'.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The folder of models; the bundle goes to OUTPUT/NAME/VERSION.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("The bundle's version (default: one more than the newest).", valueName: "n"))
    var version: Int?

    @OptionGroup(title: "The table") var table: TableOptions
    @OptionGroup(title: "Validation") var validation: ValidationOptions
    @OptionGroup(title: "The forest") var forest: ForestOptions
    @OptionGroup(title: "The run") var running: RunOptions

    func validate() throws {
        do throws(KernelChoiceError) { try KernelChoice.checkEnvironment() } catch {
            throw ValidationError(error.description)
        }
        try table.check(target: target)
        try validation.check()
        try forest.check()
        if forest.refit && forest.earlyStopping == 0 {
            throw ValidationError(
                "--refit trains again with the number of trees that early stopping found: give --early-stopping too.")
        }
        if forest.earlyStopping > 0 && validation.file == nil && validation.share == 0 {
            throw ValidationError(
                "--early-stopping watches the validation rows: give --validation FILE or a --validation-share above 0.")
        }
        if forest.decisionThreshold != nil, let task = table.task, task != .binary {
            throw ValidationError("--decision-threshold is for binary tasks; --task says \(task.rawValue).")
        }
    }

    func run() throws {
        do {
            try TrainingRun(self).run()
        } catch {
            let failure = TrainFailure(error)
            StandardError.write("train: error: \(Printable.text(failure.message))\n")
            throw ArgumentParser.ExitCode(failure.code.rawValue)
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
