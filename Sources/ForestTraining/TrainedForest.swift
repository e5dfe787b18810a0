public import Forest

/// What training made, with what it knows about the rows that it saw.
public struct TrainedForest: Sendable {
    /// `bestRound` rounds of trees, one tree per output and round.
    public var ensemble: TreeEnsemble
    /// Every round that was run, the ones after `bestRound` too.
    public var history: [RoundReport]
    /// Rounds kept: with early stopping the ones up to the least validation loss, else all that were run.
    public var bestRound: Int
    /// Sum of the gains of each feature's splits in the kept trees.
    public var gains: [Double]
    /// Margins of the training rows, row-major (`outputCount` a row) in the order of the rows given: the bits that a scorer gives.
    public var trainingMargins: [Float]
    /// The same for the validation rows.
    public var validationMargins: [Float]
    /// Training rows that reach each leaf: one array per tree, by leaf id (leaves count from 0 in the order of `Tree.nodes`).
    public var leafVisits: [[Int]]
}
