internal import Base
internal import Forest

/// The values that a feature takes in rows that are about other features: those at which its own splits change their minds, in a shuffled
/// order and again from the start.
struct ProbePool {
    private var values: [Double]
    private var position = 0

    /// Codes beyond this of one feature are not each tried.
    private static let codeCountMax = 1 << 16
    /// One value in so many is missing.
    private static let missingInterval = 16

    static func pools(_ forest: ProbeForest, _ random: inout SeededRandom) -> [ProbePool] {
        var thresholds = [Set<Double>](repeating: [], count: forest.featureCount)
        var codeEnds = [Int](repeating: 0, count: forest.featureCount)
        for split in forest.splits {
            if split.isCategorical {
                codeEnds[split.feature] = max(codeEnds[split.feature], 32 * forest.sets[split.categorySet].count)
            } else {
                thresholds[split.feature].insert(split.threshold)
            }
        }
        return (0..<forest.featureCount).map { feature in
            var values = (0..<min(codeEnds[feature], codeCountMax)).map { Double($0) }
            if codeEnds[feature] > 0 { values += [0.25, -0.5, -1, Double(codeEnds[feature] + 1)] }
            for threshold in thresholds[feature].sorted() {
                values += [forest.rounded(threshold), forest.next(below: threshold), forest.next(above: threshold)]
            }
            values.removeAll { !$0.isFinite }
            values.shuffle(using: &random)
            return ProbePool(values: values)
        }
    }

    private init(values: [Double]) { self.values = values }

    /// A feature that no split looks at gets random numbers.
    mutating func next(_ random: inout SeededRandom) -> Double {
        if random.next(below: Self.missingInterval) == 0 { return .nan }
        guard !values.isEmpty else { return Double(Float(8 * random.nextUnit() - 4)) }
        defer { position = (position + 1) % values.count }
        return values[position]
    }
}
