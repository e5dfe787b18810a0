internal import Base
internal import Forest

/// The tests on the way to a split, and values that pass them.
struct ProbePath {
    private let forest: ProbeForest
    /// The splits above, from the root on, with the side that leads to this one; by feature.
    private var tests: [Int: [(split: ProbeForest.Split, goesLeft: Bool)]] = [:]

    init(to index: Int, in forest: ProbeForest) {
        self.forest = forest
        var split = forest.splits[index]
        while split.parent >= 0 {
            let above = forest.splits[split.parent]
            tests[above.feature, default: []].append((above, split.isLeftChild))
            split = above
        }
    }

    /// The features that are tested on the way, in ascending order.
    var features: [Int] { tests.keys.sorted() }

    func allows(_ value: Double, feature: Int) -> Bool {
        (tests[feature] ?? []).allSatisfy { forest.goesLeft(value, $0.split) == $0.goesLeft }
    }

    /// A value of a feature that leads to the split, nil when there is none: each test's answer changes only at the values looked at here.
    func value(feature: Int, _ random: inout SeededRandom, wanted: [Double]) -> Double? {
        let tests = tests[feature] ?? []
        if let value = wanted.first(where: { allows($0, feature: feature) }) { return value }
        var candidates: [Double] = [0, .nan]
        for test in tests {
            candidates += test.split.isCategorical ? codes(test.split) : numbers(test.split)
        }
        let start = random.next(below: candidates.count)
        for step in candidates.indices {
            let value = candidates[(start + step) % candidates.count]
            if allows(value, feature: feature) { return value }
        }
        return nil
    }

    private func numbers(_ split: ProbeForest.Split) -> [Double] {
        let band = MissingRule.zeroBand
        let edges = split.missing == .zeroIsMissing ? [forest.next(above: band), -forest.next(above: band)] : []
        return [
            forest.rounded(split.threshold), forest.next(below: split.threshold), forest.next(above: split.threshold),
        ].filter(\.isFinite) + edges
    }

    /// Every listed code, and one behind the last.
    private func codes(_ split: ProbeForest.Split) -> [Double] {
        let codes = forest.codes(split)
        return codes.map { Double($0) } + [Double((codes.last ?? -1) + 1), -1]
    }
}
