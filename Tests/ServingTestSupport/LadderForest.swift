import BundleTestSupport
import Forest

/// A regression on the sample contract whose margin tells nearly which row it was: for each feature one tree with a leaf between any two of
/// many thresholds, one for a missing value, and leaf values that do not mix.
enum LadderForest {
    private static let narrowThresholds: [Float] = {
        let positive: [Float] = [
            .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-30, 1e-7, 0.1, 0.5, 1, 1.5, 2, 3, 5, 10, 17, 18, 18.000002, 35,
            35.5, 50,
            62, 90, 90.00001, 100, 999, 1000, 42_000, 250_000.5, 250_000.52, 16_777_216, 1e10, 1e38, .greatestFiniteMagnitude,
            .infinity,
        ]
        return (positive.map { -$0 } + [0] + positive).filter { $0 > -.infinity }.sorted()
    }()

    /// Those, and the float64 neighbours that float32 would take for the same.
    private static let wideThresholds: [Double] = {
        let narrow = narrowThresholds.map { Double($0) }
        let neighbours = [0.1, 0.5, 1, 18, 18.000002, 35.5, 42_000, 250_000.52, 1e38].flatMap { [$0.nextDown, $0, $0.nextUp] }
        return Set(narrow + neighbours + [1e300, -1e300, .leastNonzeroMagnitude]).sorted()
    }()

    private static func thresholds(_ arithmetic: Arithmetic) -> [Double] {
        arithmetic.inputWidth == .float64 ? wideThresholds : narrowThresholds.map { Double($0) }
    }

    /// `arithmetic` compares by `<`.
    static func ensemble(_ arithmetic: Arithmetic = .espalier) -> TreeEnsemble {
        let thresholds = thresholds(arithmetic)
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, objective: .squaredError, featureCount: 3, outputCount: 1, baseScores: [0])
        builder.append(tree(thresholds, feature: 0, unit: 1))
        builder.append(tree(thresholds, feature: 1, unit: 128))
        builder.append(cities(unit: 16_384))
        do { return try builder.build() } catch { preconditionFailure("the ladder is a model: \(error)") }
    }

    /// The missing value's leaf is the only one to the left of the root: nothing is below minus infinity.
    private static func tree(_ thresholds: [Double], feature: Int, unit: Int) -> Tree {
        precondition(thresholds.count < 126, "the leaves of a feature do not mix with the next one's")
        var nodes: [Tree.Node] = []
        nodes.append(split(feature, .threshold(-.infinity), left: 1, right: 2))
        nodes.append(.leaf(value: Double(unit * (thresholds.count + 1))))
        appendSteps(thresholds, 0, thresholds.count, feature: feature, unit: unit, to: &nodes)
        return Tree(output: 0, nodes: nodes)
    }

    /// The values from `lower` thresholds to `upper` of them on.
    private static func appendSteps(
        _ thresholds: [Double], _ lower: Int, _ upper: Int, feature: Int, unit: Int, to nodes: inout [Tree.Node]
    ) {
        guard lower < upper else { return nodes.append(.leaf(value: Double(unit * lower))) }
        let middle = (lower + upper) / 2
        let place = nodes.count
        nodes.append(.leaf(value: 0))
        appendSteps(thresholds, lower, middle, feature: feature, unit: unit, to: &nodes)
        let right = nodes.count
        appendSteps(thresholds, middle + 1, upper, feature: feature, unit: unit, to: &nodes)
        nodes[place] = split(feature, .threshold(thresholds[middle]), left: place + 1, right: right)
    }

    private static func cities(unit: Int) -> Tree {
        var nodes: [Tree.Node] = []
        for code in 0..<SampleManifest.cities.count {
            nodes.append(split(2, .categories([UInt32(code)]), left: 2 * code + 1, right: 2 * code + 2, defaultLeft: false))
            nodes.append(.leaf(value: Double(unit * code)))
        }
        nodes.append(.leaf(value: Double(unit * SampleManifest.cities.count)))
        return Tree(output: 0, nodes: nodes)
    }

    private static func split(
        _ feature: Int, _ test: Tree.Test, left: Int, right: Int, defaultLeft: Bool = true
    ) -> Tree.Node {
        .split(Tree.Split(feature: feature, test: test, defaultLeft: defaultLeft, left: left, right: right))
    }
}
