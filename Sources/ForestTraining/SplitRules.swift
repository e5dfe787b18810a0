/// What a split must satisfy and how it is scored: the same for all nodes of a tree.
struct SplitRules {
    var lambda: Double
    var minChildWeight: Double
    var minChildRows: Int64
    var minGain: Double
    var fixedPoint: FixedPoint
    var categories: CategoryRules

    init(parameters: TrainingParameters, fixedPoint: FixedPoint, rowCount: Int) {
        lambda = parameters.lambda
        minChildWeight = parameters.minChildWeight
        minChildRows = Int64(parameters.minChildRows)
        minGain = parameters.minGain
        self.fixedPoint = fixedPoint
        categories = CategoryRules(parameters: parameters, rowCount: rowCount)
    }

    /// G^2 / (H + lambda): twice what the node's best value takes off the loss.
    @inline(__always)
    func score(_ sums: FixedPair, lambda: Double) -> Double {
        let gradient = Double(sums.x) * fixedPoint.gradientUnit
        let weight = Double(sums.hessianSteps) * fixedPoint.hessianUnit + lambda
        return weight > 0 ? gradient * gradient / weight : 0
    }

    /// The score from which on a split of a node with this score counts. The small part keeps rounding from passing for gain.
    func scoreToBeat(_ nodeScore: Double) -> Double { nodeScore * (1 + 1e-10) + minGain }
}
