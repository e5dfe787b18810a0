import Base
import Bundles
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
        try checkOutput()
        var progress = RunProgress(command.running.progress)
        let source = try TrainingSource(command, progress: &progress)
        progress.end()
        for warning in source.profile.warnings { complain("warning: \(warning)") }
        if source.target.task != .binary, command.forest.decisionThreshold != ForestOptions.defaultThreshold {
            throw TrainFailure(.usage, "--decision-threshold is for binary tasks; this one is \(source.target.task.rawValue)")
        }
        let split = ValidationSplit(
            strata: source.strata, stratumCount: source.stratumCount, share: command.validation.share,
            seed: command.validation.seed)
        let encoded = try EncodedSource(source, command, training: split.training, progress: &progress)
        let outcome = try train(source, encoded, split, &progress)
        progress.end()
        let publication = try Publication(command, source, encoded, outcome)
        let path = try publication.publish()
        let seconds = Double(MonotonicClock.nanoseconds - startedNanoseconds) / 1e9
        print(RunSummary(publication, outcome, path: path, seconds: seconds).text, terminator: "")
    }

    /// What can be known to be wrong before any work is done.
    private func checkOutput() throws {
        if let problem = BundleName.problem(with: command.name) { throw TrainFailure(.usage, "--name: \(problem)") }
        guard let version = command.version else { return }
        let place = FilePath(command.output).appending(command.name).appending("\(version)")
        if unsafe access(place.string, F_OK) == 0 {
            throw TrainFailure(
                .usage, "\(place) exists; versions are never replaced: choose another --version, or none for the next one")
        }
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

/// What training came to.
struct TrainingOutcome {
    /// The forest that is published: after a refit, the second one.
    var forest: TrainedForest
    /// Of the forest that was watched on the validation rows.
    var history: [RoundReport]
    var trainingRows: [UInt32]
    var validationRows: [UInt32]
    /// Of the forest that had not seen the validation rows.
    var validationMargins: [Float]
    /// The round of least validation loss, where early stopping looked for it.
    var bestRound: Int?
}
