/// The one way to a `TreeEnsemble`: every trainer and importer ends here, and here everything is checked.
///
/// It owns the trees until `build`, refuses whatever no scorer could run (cycles, dangling and shared children, unreachable nodes, NaN,
/// numbers wider than declared, indices and sizes out of range) and puts every tree into canonical node order (`Tree`). Nothing in it
/// is recursive, so the depth of what it is given does not matter. Limits: `EnsembleLimits`.
public struct EnsembleBuilder: Sendable {
    private let arithmetic: Arithmetic
    private let aggregation: Aggregation
    private let objective: Objective
    private let featureCount: Int
    private let outputCount: Int
    private let baseScores: [Double]
    private let linkScale: Double
    private let linear: LinearWeights?
    private var trees: [Tree] = []

    /// `linkScale` is 1 unless the objective has one (`Objective.hasLinkScale`). With `linear` weights there are no trees.
    public init(
        arithmetic: Arithmetic, aggregation: Aggregation = .sum, objective: Objective, featureCount: Int, outputCount: Int,
        baseScores: [Double], linkScale: Double = 1, linear: LinearWeights? = nil
    ) {
        self.arithmetic = arithmetic
        self.aggregation = aggregation
        self.objective = objective
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.baseScores = baseScores
        self.linkScale = linkScale
        self.linear = linear
    }

    /// Adds a tree; the order is the order of the sum. Zero trees are a model too: its margin is the base score.
    public mutating func append(_ tree: Tree) { trees.append(tree) }

    /// Checks everything and returns the ensemble, its trees in canonical node order. O(nodes).
    public func build() throws(EnsembleError) -> TreeEnsemble {
        try checkFrame()
        let checker = TreeChecker(arithmetic: arithmetic, featureCount: featureCount)
        var canonical: [Tree] = []
        canonical.reserveCapacity(trees.count)
        var nodeCount = 0
        var categoryWordCount = 0
        for (index, tree) in trees.enumerated() {
            guard (0..<outputCount).contains(tree.output) else {
                throw EnsembleError(
                    tree: index, reason: "output \(tree.output) does not exist (accepted: 0 to \(outputCount - 1))")
            }
            nodeCount += tree.nodes.count
            guard nodeCount <= EnsembleLimits.nodeCountMax else {
                throw EnsembleError(tree: index, reason: "the ensemble has more than \(EnsembleLimits.nodeCountMax) nodes")
            }
            let checked = try checker.check(tree, index: index)
            categoryWordCount += checked.categoryWordCount
            guard categoryWordCount <= EnsembleLimits.categoryWordCountMax else {
                throw EnsembleError(
                    tree: index,
                    reason: "the category sets take more than \(EnsembleLimits.categoryWordCountMax) words of 32 codes")
            }
            canonical.append(checked.tree)
        }
        return TreeEnsemble(
            arithmetic: arithmetic, aggregation: aggregation, objective: objective, featureCount: featureCount,
            outputCount: outputCount, baseScores: baseScores, linkScale: linkScale, linear: linear, trees: canonical)
    }

    // What is not about one tree.
    private func checkFrame() throws(EnsembleError) {
        guard (1...EnsembleLimits.featureCountMax).contains(featureCount) else {
            throw EnsembleError(
                reason: "feature count \(featureCount) (accepted: 1 to \(EnsembleLimits.featureCountMax))")
        }
        guard objective.outputCounts.contains(outputCount) else {
            throw EnsembleError(
                reason: "output count \(outputCount) (accepted for \(objective.name): \(objective.outputCounts.lowerBound) to "
                    + "\(objective.outputCounts.upperBound))")
        }
        guard baseScores.count == outputCount else {
            throw EnsembleError(reason: "\(baseScores.count) base scores for \(outputCount) outputs")
        }
        for (output, score) in baseScores.enumerated() where !(score.isFinite && arithmetic.sumWidth.represents(score)) {
            throw EnsembleError(reason: "base score \(score) of output \(output) is not a finite \(arithmetic.sumWidth)")
        }
        for (name, factor) in [("scale", aggregation.scale), ("divisor", aggregation.divisor)]
        where !(factor.isFinite && factor != 0 && arithmetic.sumWidth.represents(factor)) {
            throw EnsembleError(reason: "\(name) \(factor) is not a finite \(arithmetic.sumWidth) other than zero")
        }
        guard linkScale.isFinite, linkScale > 0 else {
            throw EnsembleError(reason: "link scale \(linkScale) is not a finite number above zero")
        }
        guard linkScale == 1 || objective.hasLinkScale else {
            throw EnsembleError(reason: "link scale \(linkScale) (accepted for \(objective.name): 1)")
        }
        try checkLinearWeights()
        guard trees.count <= EnsembleLimits.treeCountMax else {
            throw EnsembleError(reason: "\(trees.count) trees (at most \(EnsembleLimits.treeCountMax) are accepted)")
        }
    }

    private func checkLinearWeights() throws(EnsembleError) {
        guard let linear else { return }
        guard trees.isEmpty else {
            throw EnsembleError(reason: "\(trees.count) trees beside linear weights (none are accepted)")
        }
        let weightCount = featureCount * outputCount
        guard weightCount <= EnsembleLimits.linearWeightCountMax else {
            throw EnsembleError(
                reason: "\(weightCount) linear weights (at most \(EnsembleLimits.linearWeightCountMax) are accepted)")
        }
        guard linear.weights.count == weightCount else {
            throw EnsembleError(
                reason: "\(linear.weights.count) linear weights for \(featureCount) features and \(outputCount) outputs")
        }
        for (index, weight) in linear.weights.enumerated() where !(weight.isFinite && arithmetic.sumWidth.represents(weight)) {
            throw EnsembleError(
                reason: "linear weight \(weight) of feature \(index / outputCount) and output \(index % outputCount) is not a "
                    + "finite \(arithmetic.sumWidth)")
        }
    }
}
