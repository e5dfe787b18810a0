extension LightGBMModel {
    /// Each feature's share of the gain of all splits; of their number when the file has no usable gains. As LightGBM counts them: a gain
    /// that is not above zero is none.
    func importances() -> [Double] {
        shares { tree, split in
            split < tree.splitGains.count && tree.splitGains[split] > 0 ? tree.splitGains[split] : 0
        } ?? shares { _, _ in 1 } ?? [Double](repeating: 0, count: features.count)
    }

    /// nil when there is nothing to share, or more than a number can hold.
    private func shares(_ weight: (LightGBMTree, Int) -> Double) -> [Double]? {
        var sums = [Double](repeating: 0, count: features.count)
        for tree in trees {
            for split in 0..<tree.splitCount { sums[Int(tree.splitFeatures[split])] += weight(tree, split) }
        }
        let total = sums.reduce(0, +)
        guard total > 0, total.isFinite else { return nil }
        return sums.map { $0 / total }
    }

    /// What a person should know: where LightGBM reads NaN as a zero, since it saw none in training.
    func warnings() -> [String] {
        var readsNaNAsZero = [Bool](repeating: false, count: features.count)
        for tree in trees {
            for (feature, bits) in zip(tree.splitFeatures, tree.decisionTypes) {
                let decision = LightGBMDecision(bits: bits)
                if !decision.isCategorical, decision.missingType == LightGBMDecision.MissingType.none {
                    readsNaNAsZero[Int(feature)] = true
                }
            }
        }
        return zip(features, readsNaNAsZero).filter(\.1).map { feature, _ in
            "feature \(feature.name) never saw a missing value in training; NaN will be read as 0"
        }
    }
}
