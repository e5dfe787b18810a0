/// The best split of a node by one feature.
struct SplitCandidate: BitwiseCopyable {
    /// What the split adds to the node's score; 0 is no split.
    var gain = 0.0
    var feature = -1
    /// Numeric: bins up to this one go left. Categorical: -1.
    var lastLeftBin = -1
    /// Every bin that goes left, the missing one among them.
    var leftBins = BinSet()
    var left = FixedPair.zero
    /// Added to lambda for the children of this split.
    var extraLambda = 0.0
}

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
        categories = CategoryRules(rowCount: rowCount)
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

/// Brakes on categorical splits, which can pick any subset and so fit noise. LightGBM's names: cat_smooth, cat_l2,
/// max_cat_threshold, min_data_per_group, max_cat_to_onehot.
struct CategoryRules {
    /// Added to a category's hessian before categories are ordered by gradient / hessian; a category with fewer rows stays right.
    var smoothing = 10.0
    /// Added to lambda in the children of a split of many categories.
    var extraLambda = 10.0
    /// Categories on the smaller side at most.
    var setSizeMax = 32
    /// Rows that each further step of the set must bring.
    var groupRowsMin: Int64 = 100
    /// Features with at most this many categories are split without these brakes.
    var fewCategories = 4

    /// For a tree of this many rows.
    init(rowCount: Int) {
        groupRowsMin = Int64(min(100, max(1, rowCount / 100)))
    }
}
