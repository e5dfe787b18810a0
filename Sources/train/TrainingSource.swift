import Base
import Bundles
import Evaluation
import Forest
import ForestTraining
import SystemPackage
import Tabular

/// The training file after the first pass: what it holds, and the contract and labels made from that.
struct TrainingSource {
    let path: FilePath
    /// Of the stored bytes.
    let sha256: String
    let profile: TableProfile
    let targetProfile: TargetProfile
    let contract: FeatureContract
    let target: Manifest.Target
    let objective: Objective
    /// Labels of the records that have a target, in file order.
    let labels: TargetLabels
    /// Of every record of the file, whether it has a target.
    let isUsed: [Bool]

    var rowCount: Int { labels.count }
    var lossName: String { target.task == .regression ? "rmse" : "log_loss" }

    /// What the validation split is stratified by: the class, or nothing.
    var strata: [UInt32] {
        switch labels {
        case .classes(let classes): classes
        case .values(let values): [UInt32](repeating: 0, count: values.count)
        }
    }
    var stratumCount: Int { max(target.classes.count, 1) }

    init(_ command: TrainCommand, progress: inout RunProgress) throws {
        path = FilePath(command.data)
        try DataFile.check(path)
        profile = try Self.profile(path, command.profileOptions, &progress)
        sha256 = try DataFile.sha256(path, since: profile.fingerprint)
        guard let targetProfile = profile.target else { throw TrainFailure(.internalFailure, "the profile has no target") }
        self.targetProfile = targetProfile
        contract = profile.contract(policy: ContractPolicy(rawValue: command.table.policy.rawValue) ?? .observe)
        switch targetProfile.task {
        case .binary: objective = .logistic
        case .multiclass: objective = .softmax
        case .regression: objective = .squaredError
        }
        if targetProfile.task == .regression {
            isUsed = targetProfile.values.map { !$0.isNaN }
            labels = .values(targetProfile.values.filter { !$0.isNaN }.map(TargetLabels.rounded))
        } else {
            isUsed = targetProfile.classes.map { $0 != TargetProfile.dropped }
            labels = .classes(targetProfile.classes.filter { $0 != TargetProfile.dropped })
        }
        target = Manifest.Target(
            name: targetProfile.name, task: Manifest.Task(rawValue: targetProfile.task.rawValue) ?? .regression,
            classes: targetProfile.classLabels)
        try TextLimits.check(contract, path: path)
    }

    /// The first pass, which a signal can end after any block.
    private static func profile(
        _ path: FilePath, _ options: ProfileOptions, _ progress: inout RunProgress
    ) throws -> TableProfile {
        var reader = try CSVReader(path: path)
        let profiler = try TableProfiler(header: reader.header, path: reader.path, options: options)
        while try reader.readBlock() {
            try profiler.add(reader.block)
            try Interrupt.check()
            progress.reading(
                "Looking at \(path)", storedBytesRead: reader.storedBytesRead, storedByteCount: reader.storedByteCount)
        }
        var profile = try profiler.finish()
        profile.fingerprint = reader.fingerprint
        return profile
    }
}

extension TrainCommand {
    var profileOptions: ProfileOptions {
        var options = ProfileOptions(target: target)
        options.ignored = table.ignoredColumns
        options.numeric = table.numericColumns
        options.categorical = table.categoricalColumns
        options.missingMarkers = table.missingMarkers
        options.task = table.task.flatMap { LearningTask(rawValue: $0.rawValue) }
        options.positiveClass = table.positiveClass
        options.seed = validation.seed
        return options
    }
}
