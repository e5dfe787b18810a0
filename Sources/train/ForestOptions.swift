import ArgumentParser
import ForestTraining

/// The settings of gradient boosting. XGBoost's and LightGBM's names are accepted as aliases.
struct ForestOptions: ParsableArguments {
    @Option(
        name: [.customLong("trees"), .customLong("n-estimators"), .customLong("num-iterations")],
        help: ArgumentHelp("Boosting rounds; each adds one tree per output.", valueName: "n"))
    var trees = 100

    @Option(
        name: [.customLong("learning-rate"), .customLong("eta")], help: ArgumentHelp("Shrinkage of each tree.", valueName: "rate")
    )
    var learningRate = 0.1

    @Option(help: ArgumentHelp("Splits on a path at most; 0 is no limit.", valueName: "n"))
    var maxDepth = 0

    @Option(
        name: [.customLong("max-leaves"), .customLong("num-leaves")],
        help: ArgumentHelp("Leaves of a tree at most.", valueName: "n"))
    var maxLeaves = 31

    @Option(
        name: [.customLong("max-bins"), .customLong("max-bin")],
        help: ArgumentHelp("Bins of a feature at most, 2 to 255.", valueName: "n"))
    var maxBins = 255

    @Option(
        name: [.customLong("lambda"), .customLong("reg-lambda"), .customLong("lambda-l2")],
        help: ArgumentHelp("L2 penalty of leaf values.", valueName: "x"))
    var lambda = TrainingParameters().lambda

    @Option(help: ArgumentHelp("Sum of hessians in a leaf at least.", valueName: "x"))
    var minChildWeight = TrainingParameters().minChildWeight

    @Option(
        name: [.customLong("min-child-rows"), .customLong("min-data-in-leaf")],
        help: ArgumentHelp("Rows in a leaf at least.", valueName: "n"))
    var minChildRows = TrainingParameters().minChildRows

    @Option(
        name: [.customLong("min-gain"), .customLong("gamma"), .customLong("min-gain-to-split")],
        help: ArgumentHelp("Gain of a split at least.", valueName: "x"))
    var minGain = 0.0

    @Option(
        name: [.customLong("subsample"), .customLong("bagging-fraction")],
        help: ArgumentHelp("Share of the rows that each tree sees.", valueName: "share"))
    var subsample = 1.0

    @Option(
        name: [.customLong("column-sample"), .customLong("colsample-bytree"), .customLong("feature-fraction")],
        help: ArgumentHelp("Share of the features that each tree sees.", valueName: "share"))
    var columnSample = 1.0

    @Option(
        name: [.customLong("early-stopping"), .customLong("early-stopping-rounds")],
        help: ArgumentHelp("Stop after this many rounds without a better validation loss; 0 never stops.", valueName: "rounds"))
    var earlyStopping = 0

    @Flag(help: "After early stopping, train again on all rows with the number of trees found.")
    var refit = false

    @Option(
        help: ArgumentHelp("Binary tasks: predict the positive class from this probability on. (default: 0.5)", valueName: "p"))
    var decisionThreshold: Double?

    static let defaultThreshold = 0.5

    func check() throws {
        func expect(_ holds: Bool, _ option: String, _ value: some CustomStringConvertible, _ accepted: String) throws {
            if !holds { throw ValidationError("--\(option) \(value): \(accepted) is accepted.") }
        }
        try expect(trees >= 1 && trees <= 100_000, "trees", trees, "a whole number from 1 to 100000")
        try expect(learningRate > 0 && learningRate <= 1, "learning-rate", learningRate, "a number above 0, up to 1")
        try expect(maxDepth >= 0 && maxDepth <= 512, "max-depth", maxDepth, "a whole number from 0 (no limit) to 512")
        try expect(maxLeaves >= 2 && maxLeaves <= 65_536, "max-leaves", maxLeaves, "a whole number from 2 to 65536")
        try expect(maxBins >= 2 && maxBins <= 255, "max-bins", maxBins, "a whole number from 2 to 255")
        try expect(lambda >= 0 && lambda <= 1e12, "lambda", lambda, "a number from 0 to 1e12")
        try expect(minChildWeight >= 0 && minChildWeight <= 1e12, "min-child-weight", minChildWeight, "a number from 0 to 1e12")
        try expect(minChildRows >= 1, "min-child-rows", minChildRows, "a whole number from 1")
        try expect(minGain >= 0 && minGain <= 1e30, "min-gain", minGain, "a number from 0 to 1e30")
        try expect(subsample > 0 && subsample <= 1, "subsample", subsample, "a number above 0, up to 1")
        try expect(columnSample > 0 && columnSample <= 1, "column-sample", columnSample, "a number above 0, up to 1")
        try expect(earlyStopping >= 0, "early-stopping", earlyStopping, "a whole number from 0")
        if let threshold = decisionThreshold {
            try expect(threshold >= 0 && threshold <= 1, "decision-threshold", threshold, "a probability from 0 to 1")
        }
    }

    /// As the trainer takes them.
    func parameters(seed: UInt64, threadCount: Int) -> TrainingParameters {
        var parameters = TrainingParameters()
        parameters.treeCount = trees
        parameters.learningRate = learningRate
        parameters.maxDepth = maxDepth
        parameters.maxLeaves = maxLeaves
        parameters.maxBins = maxBins
        parameters.lambda = lambda
        parameters.minChildWeight = minChildWeight
        parameters.minChildRows = minChildRows
        parameters.minGain = minGain
        parameters.subsample = subsample
        parameters.columnSample = columnSample
        parameters.earlyStoppingRounds = earlyStopping
        parameters.seed = seed
        parameters.threadCount = threadCount
        return parameters
    }

    /// What shaped the forest, for the manifest: in this order, without what cannot change a bit of it (threads).
    var provenance: [(name: String, value: String)] {
        [
            ("trees", "\(trees)"), ("learning_rate", "\(learningRate)"), ("max_depth", "\(maxDepth)"),
            ("max_leaves", "\(maxLeaves)"), ("max_bins", "\(maxBins)"), ("lambda", "\(lambda)"),
            ("min_child_weight", "\(minChildWeight)"), ("min_child_rows", "\(minChildRows)"), ("min_gain", "\(minGain)"),
            ("subsample", "\(subsample)"), ("column_sample", "\(columnSample)"), ("early_stopping", "\(earlyStopping)"),
            ("refit", "\(refit)"),
        ]
    }
}
