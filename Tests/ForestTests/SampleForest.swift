import Base
import Forest
import Glibc
import SystemPackage
import TestSupport

/// Small forests with everything in them, and the files that hold them.
enum SampleForest {
    static func all() throws -> [TreeEnsemble] { [try float32(), try float64(), try softmax(), try linear()] }

    /// Numeric and categorical splits, every missing rule, a tree of one leaf.
    static func float32() throws -> TreeEnsemble {
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .logistic, featureCount: 4, outputCount: 1, baseScores: [-0.25])
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    split(0, .threshold(0.5), left: 1, right: 2),
                    split(1, .categories([0, 2, 33]), defaultLeft: true, left: 3, right: 4),
                    split(2, .threshold(-1.25), missing: .nanIsZero, left: 5, right: 6),
                    .leaf(value: 0.125), .leaf(value: -0.5), .leaf(value: 0.75), .leaf(value: -0.0),
                ]))
        builder.append(Tree(output: 0, nodes: [.leaf(value: 0.0625)]))
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    split(3, .threshold(.infinity), defaultLeft: true, missing: .zeroIsMissing, left: 2, right: 1),
                    .leaf(value: 2), .leaf(value: -2),
                ]))
        return try builder.build()
    }

    /// LightGBM's arithmetic, averaged, with a base score at the end.
    static func float64() throws -> TreeEnsemble {
        var builder = EnsembleBuilder(
            arithmetic: Arithmetic(
                inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual,
                negativeFraction: .isNoCategory),
            aggregation: Aggregation(baseScorePlace: .last, scale: 0.1, divisor: 3), objective: .squaredError, featureCount: 2,
            outputCount: 1, baseScores: [0.1])
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    split(0, .threshold(1e300), left: 1, right: 4),
                    split(1, .categories([5]), missing: .nanIsZero, left: 3, right: 2),
                    .leaf(value: 0.1), .leaf(value: 0.2), .leaf(value: -0.3),
                ]))
        return try builder.build()
    }

    static func softmax() throws -> TreeEnsemble {
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .softmax, featureCount: 1, outputCount: 3, baseScores: [0, 0.5, 1])
        for output in [2, 0, 1, 0] {
            builder.append(
                Tree(
                    output: output,
                    nodes: [split(0, .threshold(Double(output)), left: 1, right: 2), .leaf(value: 1), .leaf(value: -1)]))
        }
        return try builder.build()
    }

    /// Two outputs, a link scale, no trees.
    static func linear() throws -> TreeEnsemble {
        try EnsembleBuilder(
            arithmetic: .espalier, objective: .logisticEach, featureCount: 3, outputCount: 2, baseScores: [0.5, -1],
            linkScale: 0.75, linear: LinearWeights(weights: [1, -2, 0.25, -0.0, 3, 0.5])
        ).build()
    }

    private static func split(
        _ feature: Int, _ test: Tree.Test, defaultLeft: Bool = false, missing: MissingRule = .nanIsMissing, left: Int, right: Int
    ) -> Tree.Node {
        .split(Tree.Split(feature: feature, test: test, defaultLeft: defaultLeft, missing: missing, left: left, right: right))
    }

    /// The bytes of Tests/Goldens/NAME.bin. The file is written from `current` only where it is missing and
    /// ESPALIER_UPDATE_SNAPSHOTS is set: the file of a format version never changes.
    static func golden(_ name: String, current: [UInt8]) -> [UInt8] {
        let path = SharedData.packageRoot.appending("Tests").appending("Goldens").appending("\(name).bin")
        if let bytes = FileBytes.read(path) { return bytes }
        if unsafe getenv("ESPALIER_UPDATE_SNAPSHOTS") != nil { FileBytes.write(current, to: path) }
        return FileBytes.read(path) ?? []
    }

    /// The inputs that the fuzzer found worth keeping.
    static func corpus() -> [[UInt8]] {
        SourceTree.files(below: "Tests/Corpora/forest").compactMap { FileBytes.read(SharedData.packageRoot.appending($0)) }
    }
}
