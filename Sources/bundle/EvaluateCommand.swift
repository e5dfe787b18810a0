internal import ArgumentParser
internal import Base
internal import Bundles
internal import Evaluation
internal import Reports
internal import SystemPackage

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a bundle on data with the truth, and put the metrics and a report into it.",
        discussion: """
            Metrics go into the manifest under the split's name, in the place of older ones of that split, and report.html is made anew. DATA \
            is CSV with a header, plain or gzip, with the target and a column for every feature of the model; records without a target are left \
            out. What the model predicts does not change; a signature has to be made again.
            """)

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Argument(help: ArgumentHelp("The table; '-' is standard input.", valueName: "data.csv"))
    var data: String

    @Option(help: ArgumentHelp("The column that holds the truth.", valueName: "column"))
    var target: String

    @Option(help: ArgumentHelp("What the rows are to the model: validation or training.", valueName: "split"))
    var split = "validation"

    @Flag(help: "Leave report.html as it is.")
    var keepReport = false

    @Option(help: ArgumentHelp("auto (a bar on a terminal), bar or none.", valueName: "style"))
    var progress: ProgressStyle = .auto

    func validate() throws {
        if progress == .json { throw ValidationError("--progress json: auto, bar and none are accepted.") }
        let splits = Manifest.SplitMetrics.splits
        guard splits.contains(split) else {
            throw ValidationError("--split \(split): \(splits.joined(separator: " and ")) are accepted.")
        }
    }

    func run() throws {
        let path = try Bundle.resolve(FilePath(bundle))
        let opened = try Bundle(path: path)
        let wasSigned = opened.isSigned
        if let problem = EvaluationMeasurement.problem(with: opened) {
            throw BundleError(bundle: path.string, reason: problem, cause: .request)
        }
        let bar = TableProgress(progress)
        let evaluated = try EvaluationMeasurement(
            opened, path: FilePath(data), target: target, split: split, onProgress: bar.update
        ).evaluated()
        bar.end()
        var additions = BundleAdditions()
        additions.metrics = [evaluated.metrics]
        if !keepReport { additions.report = try report(opened, evaluated) }
        try BundleWriter.replace(path, with: additions)
        let values = evaluated.metrics.values.map { "\($0.name) \(NumberText.significant($0.value))" }.joined(separator: "  ")
        print("\(Printable.text(path.string)): \(split)  \(values)  (\(Printable.count(evaluated.rowCount, "row")))")
        if wasSigned { StandardError.write(SignCommand.warningOfLostSignature) }
    }

    private func report(_ bundle: Bundle, _ evaluated: EvaluatedSplit) throws(BundleError) -> [UInt8] {
        var manifest = bundle.manifest
        manifest.metrics = BundleAdditions.merged(manifest.metrics, with: [evaluated.metrics])
        return TrainingReport(
            manifest: manifest, version: manifest.version, baseline: try bundle.baseline(), forest: bundle.forest,
            judged: evaluated,
            warnings: []
        ).html()
    }
}
