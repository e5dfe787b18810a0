/// The rich, editable shape of a model, which the trainer and the importers build (through `EnsembleBuilder`, which validates).
public struct TreeEnsemble: Sendable, Equatable {
    public let arithmetic: Arithmetic
    public let aggregation: Aggregation
    public let objective: Objective
    public let featureCount: Int
    /// One margin per output: 1, or the class count for softmax.
    public let outputCount: Int
    /// One per output, in margin space.
    public let baseScores: [Double]
    /// In the order in which their leaves are added; each in canonical node order.
    public let trees: [Tree]

    package init(
        arithmetic: Arithmetic, aggregation: Aggregation = .sum, objective: Objective, featureCount: Int, outputCount: Int,
        baseScores: [Double], trees: [Tree]
    ) {
        self.arithmetic = arithmetic
        self.aggregation = aggregation
        self.objective = objective
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.baseScores = baseScores
        self.trees = trees
    }
}
