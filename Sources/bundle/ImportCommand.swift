public import ArgumentParser
public import Base
internal import Bundles
public import ForestImport
internal import SystemPackage

/// `bundle import FILE --name NAME --output DIR`: another library's model file in, a bundle out.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a bundle of a model that XGBoost or LightGBM saved.",
        discussion: """
            The margins of the bundle's model are those of the library that wrote the file, bit for bit; what cannot be represented \
            exactly is refused by name. Files do not know the labels of classes: they are 0, 1, ... unless --classes names them.

            Exit codes: 0 the bundle is written, 2 wrong command line, 3 the model file was refused (where and why is told), \
            5 a file could not be read or written.

            EXAMPLE
              bundle import model.json --name credit --output models --classes good,bad
            """)

    @Argument(help: ArgumentHelp("The model: XGBoost's JSON or UBJSON, LightGBM's text.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The model's name: letters, digits, '.', '_' and '-'.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The folder of models; the bundle goes to OUTPUT/NAME/VERSION.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("The bundle's version (default: one more than the newest).", valueName: "n"))
    var version: Int?

    @Option(
        help: ArgumentHelp(
            "xgboost-json, xgboost-ubjson or lightgbm-text (default: recognised by content).", valueName: "format"))
    var format: SourceFormat?

    @Option(help: ArgumentHelp("The labels of the classes in the model's order, between commas.", valueName: "labels"))
    var classes: String?

    @Option(help: ArgumentHelp("What the model predicts.", valueName: "name"))
    var targetName = "target"

    @Option(
        help: ArgumentHelp(
            "A date to put into the manifest, as 2026-01-31 or 2026-01-31T12:00:00Z; none is put there otherwise.",
            valueName: "date"))
    var created: String?

    @Option(help: ArgumentHelp("auto (a bar on a terminal), bar or none.", valueName: "style"))
    var progress: ProgressStyle = .auto

    func validate() throws {
        if let problem = BundleName.problem(with: name) { throw ValidationError("--name: \(problem).") }
        if output.isEmpty { throw ValidationError("--output is empty; the path of a folder is accepted.") }
        if targetName.isEmpty { throw ValidationError("--target-name is empty.") }
        if let version, !(1...BundleLimits.versionMax).contains(version) {
            throw ValidationError("--version \(version): a whole number from 1 to \(BundleLimits.versionMax) is accepted.")
        }
        if let created, !InternetDate.isValid(created) {
            throw ValidationError("--created '\(created)': a date such as 2026-01-31 or 2026-01-31T12:00:00Z is accepted.")
        }
        if progress == .json { throw ValidationError("--progress json: auto, bar and none are accepted.") }
    }

    func run() throws {
        let started = MonotonicClock.nanoseconds
        let source = try ModelFile(FilePath(file), format: format, progress: progress.resolved)
        for warning in source.model.warnings {
            StandardError.write(Printable.text("bundle: warning: \(warning)") + "\n")
        }
        let publication = try ImportedBundle(source, self)
        let path = try publication.publish()
        let seconds = Double(MonotonicClock.nanoseconds - started) / 1e9
        print(ImportSummary(publication, path: path, seconds: seconds).text, terminator: "")
    }
}

extension SourceFormat: ExpressibleByArgument {}
extension ProgressStyle: ExpressibleByArgument {}
