import Base
import Bundles
import Evaluation
import Forest
import ForestTraining
import Glibc
import SystemPackage
import Tabular

/// One run of `train`: two passes over the table, training, evaluation, publication.
struct TrainingRun {
    private let command: TrainCommand
    private let threadCount: Int
    private let startedNanoseconds = MonotonicClock.nanoseconds

    init(_ command: TrainCommand) {
        self.command = command
        threadCount = command.running.threads ?? min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), RunOptions.threadCountMax)
    }

    func run() throws {
        Interrupt.watch()
        try OutputPlace(command).check()
        try checkArguments()
        var progress = RunProgress(command.running.progress)
        let source = try TrainingSource(command, progress: &progress)
        for warning in source.profile.warnings { progress.warn(warning.text, column: warning.column) }
        try checkForest(source)
        let split = ValidationSplit(
            strata: source.strata, stratumCount: source.stratumCount, share: command.validation.share,
            seed: command.validation.seed)
        let heldOut = try checkHeldOut(split)
        if let heldOut { progress.warn(heldOut) }
        let encoded = try EncodedSource(source, command, training: split.training, progress: &progress)
        let outcome = try train(source, encoded, split, &progress)
        let splitless = warningOfNoSplit(outcome)
        if let splitless { progress.warn(splitless) }
        progress.end()
        let publication = try Publication(
            command, source, encoded, outcome,
            warnings: source.profile.warnings.map(\.description) + [heldOut, splitless].compactMap { $0 })
        try Interrupt.check()
        let path = try publication.publish()
        progress.done(bundle: path.string, version: path.lastComponent.flatMap { Int($0.string) } ?? 0)
        let seconds = Double(MonotonicClock.nanoseconds - startedNanoseconds) / 1e9
        print(RunSummary(publication, outcome, path: path, seconds: seconds).text, terminator: "")
    }

    /// The settings become part of the manifest.
    private func checkArguments() throws {
        for (name, value) in command.provenance(validationSHA256: nil) where value.utf8.count > BundleLimits.textByteCountMax {
            let option = name.replacing("_", with: "-")
            throw TrainFailure(
                .usage, "--\(option) has \(value.utf8.count) bytes; at most \(BundleLimits.textByteCountMax) are accepted")
        }
    }

    /// Settings that only the task shows to be wrong.
    private func checkForest(_ source: TrainingSource) throws {
        if source.target.task != .binary, command.forest.decisionThreshold != nil {
            throw TrainFailure(.usage, "--decision-threshold is for binary tasks; this one is \(source.target.task.rawValue)")
        }
        let outputCount = source.target.task == .multiclass ? source.target.classes.count : 1
        let treeCountMax = EnsembleLimits.treeCountMax / outputCount
        guard command.forest.trees <= treeCountMax else {
            throw TrainFailure(
                .usage,
                "--trees \(command.forest.trees): each round adds a tree for each of \(outputCount) classes, and a model has at "
                    + "most \(EnsembleLimits.treeCountMax) trees; at most \(treeCountMax) is accepted here")
        }
    }

    /// Small classes may leave nothing to validate on: a warning then, or a failure where the run depends on it.
    private func checkHeldOut(_ split: ValidationSplit) throws -> String? {
        guard command.validation.share > 0, split.validation.isEmpty else { return nil }
        let reason =
            "no row is held out for validation: there are too few rows of each class for --validation-share "
            + "\(command.validation.share)"
        guard command.forest.earlyStopping == 0 else {
            throw TrainFailure(
                .badData,
                "\(command.data): \(reason), and --early-stopping needs some; --validation FILE or a larger share is accepted")
        }
        return reason
    }

    private func warningOfNoSplit(_ outcome: TrainingOutcome) -> String? {
        guard outcome.forest.leafVisits.allSatisfy({ $0.count == 1 }) else { return nil }
        return
            "the forest has no split, so that every row gets the same prediction: no feature tells the \(outcome.trainingRows.count) "
            + "training rows apart with --min-child-rows \(command.forest.minChildRows), --min-child-weight "
            + "\(command.forest.minChildWeight) and --min-gain \(command.forest.minGain)"
    }

    private func train(
        _ source: TrainingSource, _ encoded: EncodedSource, _ split: ValidationSplit, _ progress: inout RunProgress
    ) throws -> TrainingOutcome {
        var parameters = command.forest.parameters(seed: command.validation.seed, threadCount: threadCount)
        let validationRows = split.validation + encoded.fileValidationRows
        let first = try boost(source, encoded, parameters, split.training, validationRows, &progress)
        var outcome = TrainingOutcome(
            forest: first, history: first.history, trainingRows: split.training, validationRows: validationRows,
            validationMargins: first.validationMargins, bestRound: parameters.earlyStoppingRounds > 0 ? first.bestRound : nil)
        if command.forest.refit {
            parameters.treeCount = max(first.bestRound, 1)
            parameters.earlyStoppingRounds = 0
            outcome.isRefitted = true
            outcome.trainingRows = (0..<UInt32(encoded.table.rowCount)).map { $0 }
            outcome.forest = try boost(source, encoded, parameters, outcome.trainingRows, [], &progress)
        }
        return outcome
    }

    private func boost(
        _ source: TrainingSource, _ encoded: EncodedSource, _ parameters: TrainingParameters, _ trainingRows: [UInt32],
        _ validationRows: [UInt32], _ progress: inout RunProgress
    ) throws -> TrainedForest {
        let trainer = Trainer(
            table: encoded.table, labels: encoded.labels.forTraining(classCount: source.target.classes.count),
            objective: source.objective, parameters: parameters)
        let trained = try trainer.train(trainingRows: trainingRows, validationRows: validationRows) { report in
            progress.round(report, lossName: source.lossName)
            return Interrupt.isRequested ? .stop : .proceed
        }
        try Interrupt.check()
        return trained
    }
}
