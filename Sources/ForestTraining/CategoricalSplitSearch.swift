/// The best set of categories to send left for a node with these sums; a gain of 0 when none is good enough.
///
/// Categories are ordered by gradient / hessian, and sets are prefixes of that order from either end (Fisher's argument: the best
/// subset is one of them); missing rows stand in the order like a category. Rows of the last value bin, which holds all rare
/// categories, stay right, and so do missing rows alone. Many categories are held back by `CategoryRules`; the method and its brakes are LightGBM's.
func bestCategoricalSplit(
    bins: UnsafePointer<FixedPair>, valueBinCount: Int, node: FixedPair, rules: SplitRules
) -> SplitCandidate {
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { keys in
        guard let keys = keys.baseAddress else { return SplitCandidate() }
        let few = valueBinCount - 1 <= CategoryRules.fewCategories
        let smoothing = few ? 0 : rules.categories.smoothing
        var count = 0
        for bin in 0...valueBinCount where bin != valueBinCount - 1 {
            let pair = unsafe bins[bin]
            if pair.rowCount == 0 || Double(pair.rowCount) < smoothing { continue }
            let weight = Double(pair.hessianSteps) * rules.fixedPoint.hessianUnit + smoothing
            let ratio = Double(pair.x) * rules.fixedPoint.gradientUnit / max(weight, .leastNormalMagnitude)
            unsafe keys[count] = sortKey(ratio, bin: bin)
            count += 1
        }
        unsafe sort(keys, count: count)
        var best = SetScan(nodeScore: rules.score(node, lambda: rules.lambda), rules: rules, few: few, usedCount: count)
        unsafe best.scan(bins: bins, keys: keys, count: count, first: 0, step: 1, node: node, missingBin: valueBinCount)
        unsafe best.scan(bins: bins, keys: keys, count: count, first: count - 1, step: -1, node: node, missingBin: valueBinCount)
        return best.best
    }
}

/// The ratio's order in the upper bits, the bin in the low 8: equal ratios go by bin.
private func sortKey(_ ratio: Double, bin: Int) -> UInt64 {
    let bits = ratio.bitPattern
    let ordered = bits ^ (bits >> 63 == 1 ? UInt64.max : 1 << 63)
    return (ordered & ~0xFF) | UInt64(bin)
}

/// Shell sort: in place, and quick at up to 255 keys.
private func sort(_ keys: UnsafeMutablePointer<UInt64>, count: Int) {
    // Ciura's gaps, found by experiment.
    let gaps: InlineArray<6, Int> = [132, 57, 23, 10, 4, 1]
    for gapIndex in gaps.indices {
        let gap = gaps[gapIndex]
        var index = gap
        while index < count {
            let key = unsafe keys[index]
            var hole = index
            while hole >= gap {
                let other = unsafe keys[hole &- gap]
                if other <= key { break }
                unsafe keys[hole] = other
                hole = hole &- gap
            }
            unsafe keys[hole] = key
            index = index &+ 1
        }
    }
}

/// Grows a set from one end of the order and keeps the best one.
private struct SetScan {
    var best = SplitCandidate()
    private var score: Double
    private let nodeScore: Double
    private let rules: SplitRules
    private let lambda: Double
    private let extraLambda: Double
    private let groupRowsMin: Int64
    private let setSizeMax: Int

    init(nodeScore: Double, rules: SplitRules, few: Bool, usedCount: Int) {
        self.nodeScore = nodeScore
        self.rules = rules
        score = rules.scoreToBeat(nodeScore)
        extraLambda = few ? 0 : rules.categories.extraLambda
        lambda = rules.lambda + extraLambda
        groupRowsMin = few ? 1 : rules.categories.groupRowsMin
        setSizeMax = few ? usedCount : min(rules.categories.setSizeMax, (usedCount + 1) / 2)
    }

    mutating func scan(
        bins: UnsafePointer<FixedPair>, keys: UnsafePointer<UInt64>, count: Int, first: Int, step: Int, node: FixedPair,
        missingBin: Int
    ) {
        var set = BinSet()
        var left = FixedPair.zero
        var groupRows: Int64 = 0
        var categoryCount = 0
        for position in 0..<min(setSizeMax, count) {
            let bin = Int(unsafe keys[first + position * step] & 0xFF)
            let pair = unsafe bins[bin]
            set.insert(bin)
            if bin != missingBin { categoryCount += 1 }
            left = left &+ pair
            groupRows += pair.rowCount
            let right = node &- left
            if right.rowCount < max(rules.minChildRows, groupRowsMin) { break }
            if Double(right.hessianSteps) * rules.fixedPoint.hessianUnit < rules.minChildWeight { break }
            if left.rowCount < rules.minChildRows || groupRows < groupRowsMin || categoryCount == 0 { continue }
            if Double(left.hessianSteps) * rules.fixedPoint.hessianUnit < rules.minChildWeight { continue }
            groupRows = 0
            let candidate = rules.score(left, lambda: lambda) + rules.score(right, lambda: lambda)
            if candidate > score {
                score = candidate
                var leftBins = set
                if unsafe bins[missingBin].rowCount == 0, 2 * left.rowCount >= node.rowCount { leftBins.insert(missingBin) }
                best = SplitCandidate(
                    gain: candidate - nodeScore, lastLeftBin: -1, leftBins: leftBins, left: left, extraLambda: extraLambda)
            }
        }
    }
}
