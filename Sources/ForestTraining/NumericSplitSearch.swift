/// The best threshold of an ordered feature for a node with these sums; a gain of 0 when none is good enough.
///
/// `bins` holds the node's bins of the feature, the missing one after the `valueBinCount` others. With missing rows both directions are
/// tried, and the split of missing from all others too; without, missing goes to the side with more rows. Equal gains: the lowest
/// threshold, missing to the right.
func bestNumericSplit(
    bins: UnsafePointer<FixedPair>, valueBinCount: Int, reachesTop: Bool, node: FixedPair, rules: SplitRules
) -> SplitCandidate {
    let missing = unsafe bins[valueBinCount]
    let hasMissing = missing.rowCount > 0
    let nodeScore = rules.score(node, lambda: rules.lambda)
    // After the last value bin only the missing rows remain; no finite threshold is there when values reach the top.
    let lastCandidate = hasMissing && !reachesTop ? valueBinCount : valueBinCount - 1
    var best = ThresholdScan(score: rules.scoreToBeat(nodeScore))
    _ = unsafe best.scan(bins: bins, candidateCount: lastCandidate, start: .zero, node: node, rules: rules)
    var missingLeft =
        unsafe hasMissing
        && best.scan(bins: bins, candidateCount: valueBinCount - 1, start: missing, node: node, rules: rules)
    guard best.lastLeftBin >= 0 else { return SplitCandidate() }
    if !hasMissing { missingLeft = 2 * best.left.rowCount >= node.rowCount }
    var leftBins = BinSet(through: best.lastLeftBin)
    if missingLeft { leftBins.insert(valueBinCount) }
    return SplitCandidate(
        gain: best.score - nodeScore, lastLeftBin: best.lastLeftBin, leftBins: leftBins, left: best.left)
}

/// A pass over a feature's bins with the best threshold so far.
private struct ThresholdScan {
    /// Of the best split so far, or what the first one must beat.
    var score: Double
    var lastLeftBin = -1
    var left = FixedPair.zero

    /// Goes over the bins from `start` on the left side; says whether a better split was found.
    @inline(__always)
    mutating func scan(
        bins: UnsafePointer<FixedPair>, candidateCount: Int, start: FixedPair, node: FixedPair, rules: SplitRules
    ) -> Bool {
        var isBetter = false
        let gradientUnit = rules.fixedPoint.gradientUnit
        let hessianUnit = rules.fixedPoint.hessianUnit
        var running = start
        for bin in 0..<max(candidateCount, 0) {
            let pair = unsafe bins[bin]
            if pair.y == 0 { continue }
            running = running &+ pair
            if running.rowCount < rules.minChildRows { continue }
            let other = node &- running
            if other.rowCount < rules.minChildRows { break }
            let leftHessian = Double(running.hessianSteps) * hessianUnit
            let rightHessian = Double(other.hessianSteps) * hessianUnit
            if leftHessian < rules.minChildWeight { continue }
            if rightHessian < rules.minChildWeight { break }
            let leftGradient = Double(running.x) * gradientUnit
            let rightGradient = Double(other.x) * gradientUnit
            let leftWeight = leftHessian + rules.lambda
            let rightWeight = rightHessian + rules.lambda
            // Both fractions over one denominator: a multiplication decides, and only a new best one divides.
            let numerator = leftGradient * leftGradient * rightWeight + rightGradient * rightGradient * leftWeight
            let denominator = leftWeight * rightWeight
            if numerator > score * denominator {
                score = numerator / denominator
                lastLeftBin = bin
                left = running
                isBetter = true
            }
        }
        return isBetter
    }
}
