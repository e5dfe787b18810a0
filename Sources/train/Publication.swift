import Base
import Bundles
import Evaluation
import Forest
import ForestTraining
import Reports
import Statistics
import SystemPackage
import Tabular

/// Everything that goes into the bundle of a finished run.
struct Publication {
    let manifest: Manifest
    let baseline: Baseline
    let forest: FlatForest
    let evaluations: [EvaluatedSplit]
    private let outcome: TrainingOutcome
    private let warnings: [String]
    private let output: FilePath
    private let version: Int?

    /// `warnings` are what a person should know of the table and the run.
    init(
        _ command: TrainCommand, _ source: TrainingSource, _ encoded: EncodedSource, _ outcome: TrainingOutcome,
        warnings: [String]
    ) throws {
        self.outcome = outcome
        output = FilePath(command.output)
        version = command.version
        self.warnings = warnings
        forest = FlatForest(outcome.forest.ensemble)
        let scorer = Scorer(forest)
        let threshold = source.target.task == .binary ? command.forest.decisionThreshold ?? ForestOptions.defaultThreshold : nil
        let totalGain = outcome.forest.gains.reduce(0, +)
        var manifest = Manifest(
            name: command.name, version: command.version ?? 1, objective: source.objective, target: source.target,
            contract: source.contract, decisionThreshold: threshold, metrics: [],
            importances: outcome.forest.gains.map { totalGain > 0 ? $0 / totalGain : 0 },
            provenance: Manifest.Provenance(
                tool: "espalier train \(Version.current)", dataSHA256: source.sha256,
                dataName: source.path.lastComponent?.string ?? source.path.string, rowCount: source.rowCount,
                seed: command.validation.seed, arguments: command.provenance(validationSHA256: encoded.validationSHA256),
                created: command.running.created),
            selfTest: SelfTestRows.make(scorer: scorer, quantiles: encoded.quantiles), files: [])
        let rule = PredictionRule(manifest, outputCount: forest.outputCount)
        var evaluations = [
            EvaluatedSplit(
                split: "training", margins: outcome.forest.trainingMargins.map(Double.init),
                labels: encoded.labels.at(outcome.trainingRows), scorer: scorer, target: source.target, rule: rule)
        ]
        if !outcome.validationRows.isEmpty {
            evaluations.append(
                EvaluatedSplit(
                    split: "validation", margins: outcome.validationMargins.map(Double.init),
                    labels: encoded.labels.at(outcome.validationRows), scorer: scorer, target: source.target, rule: rule))
        }
        self.evaluations = evaluations
        manifest.metrics = evaluations.map(\.metrics)
        self.manifest = manifest
        baseline = Baseline(
            rowCount: encoded.baselineRowCount, features: encoded.baselineFeatures,
            prediction: evaluations[0].predictionBaseline, leafVisits: outcome.forest.leafVisits)
    }

    /// Writes the bundle; its path.
    func publish() throws -> FilePath {
        try BundleWriter.write(
            manifest: manifest, forest: forest, baseline: baseline,
            report: { version in
                TrainingReport(
                    manifest: manifest, version: version, baseline: baseline, forest: forest, judged: evaluations.last,
                    learningCurve: learningCurve, warnings: warnings
                ).html()
            }, output: output, version: version)
    }

    private var learningCurve: LearningCurve {
        LearningCurve(
            lossName: manifest.target.task == .regression ? "rmse" : "log_loss", training: outcome.history.map(\.trainingLoss),
            validation: outcome.history.compactMap(\.validationLoss), bestRound: outcome.bestRound)
    }
}

extension TrainCommand {
    /// The settings that shaped the model, in a fixed order; no paths, no thread count.
    ///
    /// Of a validation file the bytes count, not the name: early stopping makes the forest depend on them.
    func provenance(validationSHA256: String?) -> [(name: String, value: String)] {
        var arguments: [(name: String, value: String)] = [("target", target)]
        if let task = table.task { arguments.append(("task", task.rawValue)) }
        if let positive = table.positiveClass { arguments.append(("positive_class", positive)) }
        for (name, columns) in [
            ("ignore", table.ignoredColumns), ("numeric", table.numericColumns), ("categorical", table.categoricalColumns),
        ] where !columns.isEmpty { arguments.append((name, columns.joined(separator: ","))) }
        if let validationSHA256 {
            arguments.append(("validation_sha256", validationSHA256))
        } else {
            arguments.append(("validation_share", "\(validation.share)"))
        }
        return arguments + forest.provenance
    }
}
