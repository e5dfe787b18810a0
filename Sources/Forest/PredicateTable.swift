/// Every distinct test of a forest once ("predicate"), numbered column by column, and in a numeric column by ascending threshold.
///
/// Ensembles share tests: histogram training picks thresholds from 256 bins a feature, so a model of 100,000 splits has some thousands
/// of predicates. All fast kernels live on that.
struct PredicateTable {
    /// One feature under one rule.
    struct Column {
        var feature: Int
        var rule: ColumnRule
        /// Its predicates' numbers.
        var predicates: Range<Int>
    }

    /// Ascending by feature, then rule.
    private(set) var columns: [Column] = []
    /// Of each numeric predicate the least input that goes right, NaN when none does; of a categorical one NaN.
    private(set) var thresholds: [Double] = []
    /// Of each categorical predicate a split that asks it; -1 otherwise.
    private(set) var categorySplits: [Int32] = []
    /// The predicate of each split of the forest.
    private(set) var predicateOfSplit: [UInt32]

    var count: Int { thresholds.count }

    /// Words of category sets up to which sets are compared with one another.
    static let categoryWordCountMax = 1 << 22

    /// nil when the forest's category sets are too large to be looked at. O(splits * log splits).
    init?(_ forest: FlatForest) {
        guard forest.sections[.categoryWords].count / 4 <= Self.categoryWordCountMax else { return nil }
        let splitCount = forest.header.splitCount
        predicateOfSplit = [UInt32](repeating: 0, count: splitCount)
        let (keys, order, bounds) = Self.byColumn(forest)
        for (index, key) in keys.enumerated() {
            guard let rule = ColumnRule(rawValue: UInt8(key & 7)) else { preconditionFailure("eight rules") }
            let splits = order[bounds[index]..<bounds[index + 1]]
            let first = count
            if rule.isCategorical {
                appendCategorical(splits, of: forest)
            } else {
                appendNumeric(splits, of: forest)
            }
            columns.append(Column(feature: key >> 3, rule: rule, predicates: first..<count))
        }
    }

    /// By predicate: whether one of `trees` asks it.
    func predicates(of trees: Range<Int>, in forest: FlatForest) -> [Bool] {
        var isUsed = [Bool](repeating: false, count: count)
        for tree in trees {
            let (firstSplit, splitCount, _, _) = forest.tree(tree)
            for split in firstSplit..<firstSplit + splitCount { isUsed[Int(predicateOfSplit[split])] = true }
        }
        return isUsed
    }

    // The forest's splits sorted by column: keys of the columns (8 * feature + rule), splits, where each column's begin.
    private static func byColumn(_ forest: FlatForest) -> (keys: [Int], splits: [Int32], bounds: [Int]) {
        let splitCount = forest.header.splitCount
        var keyOfSplit = [UInt32](repeating: 0, count: splitCount)
        var counts = [Int32](repeating: 0, count: forest.featureCount * 8)
        for index in 0..<splitCount {
            let split = forest.split(index)
            let key = split.feature * 8 + Int(ColumnRule(split).rawValue)
            keyOfSplit[index] = UInt32(key)
            counts[key] += 1
        }
        var keys: [Int] = []
        var bounds = [0]
        var places = counts
        for key in counts.indices where counts[key] > 0 {
            places[key] = Int32(bounds[bounds.count - 1])
            keys.append(key)
            bounds.append(bounds[bounds.count - 1] + Int(counts[key]))
        }
        var splits = [Int32](repeating: 0, count: splitCount)
        for index in 0..<splitCount {
            let key = Int(keyOfSplit[index])
            splits[Int(places[key])] = Int32(index)
            places[key] += 1
        }
        return (keys, splits, bounds)
    }

    private mutating func appendNumeric(_ splits: ArraySlice<Int32>, of forest: FlatForest) {
        var tests: [(key: UInt64, split: Int32)] = []
        tests.reserveCapacity(splits.count)
        for split in splits {
            tests.append((Self.orderKey(forest.leastRight(forest.split(Int(split)))), split))
        }
        tests.sort { $0.key < $1.key }
        var last: UInt64?
        for test in tests {
            if test.key != last {
                thresholds.append(Self.value(ofKey: test.key))
                categorySplits.append(-1)
                last = test.key
            }
            predicateOfSplit[Int(test.split)] = UInt32(count - 1)
        }
    }

    private mutating func appendCategorical(_ splits: ArraySlice<Int32>, of forest: FlatForest) {
        var known: [CategoryTest: UInt32] = [:]
        for split in splits {
            let test = CategoryTest(forest.split(Int(split)), of: forest)
            if let predicate = known[test] {
                predicateOfSplit[Int(split)] = predicate
            } else {
                predicateOfSplit[Int(split)] = UInt32(count)
                known[test] = UInt32(count)
                thresholds.append(.nan)
                categorySplits.append(split)
            }
        }
    }

    // Ascends as the numbers do; NaN last; the two zeros, between which no comparison tells, are one.
    private static func orderKey(_ threshold: Double) -> UInt64 {
        if threshold.isNaN { return .max }
        let bits = (threshold + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func value(ofKey key: UInt64) -> Double {
        if key == .max { return .nan }
        return Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
}

extension FlatForest {
    /// The least input of a numeric split, in the model's input width, that goes right; NaN when none does.
    fileprivate func leastRight(_ split: SplitRecord) -> Double {
        let threshold = split.threshold(arithmetic.thresholdWidth)
        let orEqual = arithmetic.comparison == .lessOrEqual
        switch arithmetic.inputWidth {
        case .float32: return Double(orEqual ? Float.least(above: threshold) : Float.least(atOrAbove: threshold))
        case .float64: return orEqual ? .least(above: threshold) : .least(atOrAbove: threshold)
        }
    }
}
