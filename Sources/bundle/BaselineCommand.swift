internal import ArgumentParser
internal import Base
internal import Bundles
internal import Evaluation
internal import SystemPackage

struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Give a bundle its drift baseline, from the data that it was trained on.",
        discussion: """
            Counts each feature, the predictions, and the rows that reach each leaf, and puts them into the bundle as baseline.json, in the \
            place of an older one. DATA is CSV with a header, plain or gzip, read twice, with a column for every feature of the model; \
            others are passed over. What the model predicts does not change; a signature has to be made again.
            """)

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Argument(help: ArgumentHelp("The table.", valueName: "data.csv"))
    var data: String

    @Option(help: ArgumentHelp("auto (a bar on a terminal), bar or none.", valueName: "style"))
    var progress: ProgressStyle = .auto

    func validate() throws {
        if progress == .json { throw ValidationError("--progress json: auto, bar and none are accepted.") }
        if data == "-" { throw ValidationError("standard input cannot be read twice: a file on a disk is accepted.") }
    }

    func run() throws {
        let path = try Bundle.resolve(FilePath(bundle))
        let opened = try Bundle(path: path)
        let wasSigned = opened.isSigned
        let bar = TableProgress(progress)
        let measurement = BaselineMeasurement(opened, path: FilePath(data), onProgress: bar.update)
        var additions = BundleAdditions()
        let baseline = try measurement.baseline()
        bar.end()
        additions.baseline = baseline
        try BundleWriter.replace(path, with: additions)
        print(
            "\(Printable.text(path.string)): baseline of \(Printable.count(baseline.rowCount, "row")) of \(Printable.text(data))")
        if wasSigned { StandardError.write(SignCommand.warningOfLostSignature) }
    }
}
