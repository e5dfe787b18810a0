internal import Forest

extension XGBoostConversion {
    /// gblinear: the base score and the bias are added first, rounded once, and then each feature's product. Of a list of base scores
    /// XGBoost (3.1 and 3.2) takes the first for every output.
    func linearModel(_ baseScores: [Float]) throws(ImportError) -> TreeEnsemble {
        let weights = model.booster.weights
        guard model.booster.trees.isEmpty else {
            throw ImportError(field: "trees", reason: "gblinear has none; \(model.booster.trees.count) are there")
        }
        let count = model.learner.featureCount * outputCount
        guard weights.count == count + outputCount else {
            throw ImportError(
                field: "weights",
                reason: "has \(weights.count) entries, expected \(count + outputCount): one for each feature and output, and the "
                    + "biases")
        }
        let starts = weights[count...].map { bias in Double(bias + baseScores[0]) }
        do throws(EnsembleError) {
            return try EnsembleBuilder(
                arithmetic: Self.arithmetic, objective: objective.objective, featureCount: model.learner.featureCount,
                outputCount: outputCount, baseScores: starts,
                linear: LinearWeights(weights: weights[..<count].map { Double($0) })
            ).build()
        } catch {
            throw ImportError(field: "weights", reason: error.reason)
        }
    }
}
