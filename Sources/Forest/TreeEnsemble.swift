/// The rich, editable shape of a model, which the trainer and the importers build (through `EnsembleBuilder`, which validates).
public struct TreeEnsemble: Sendable, Equatable {
    public let arithmetic: Arithmetic
    public let aggregation: Aggregation
    public let objective: Objective
    public let featureCount: Int
    /// Margins of a row: 1, the class count of softmax, or the targets of a model of several.
    public let outputCount: Int
    /// One per output, in margin space.
    public let baseScores: [Double]
    /// What the margin is multiplied by in the link; finite, above 0, and 1 unless the objective has one.
    public let linkScale: Double
    /// A linear model's weights; it has no trees.
    public let linear: LinearWeights?
    /// In the order in which their leaves are added; each in canonical node order.
    public let trees: [Tree]

    package init(
        arithmetic: Arithmetic, aggregation: Aggregation = .sum, objective: Objective, featureCount: Int, outputCount: Int,
        baseScores: [Double], linkScale: Double = 1, linear: LinearWeights? = nil, trees: [Tree]
    ) {
        self.arithmetic = arithmetic
        self.aggregation = aggregation
        self.objective = objective
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.baseScores = baseScores
        self.linkScale = linkScale
        self.linear = linear
        self.trees = trees
    }
}
