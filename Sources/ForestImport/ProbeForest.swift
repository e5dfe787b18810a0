internal import Forest

/// The splits of a forest in one array, each with the way to it: what probe rows are made from and held against.
///
/// The walk is written out plainly, as `ReferenceScorer` does it, and shares nothing with the kernels that are to be proved.
struct ProbeForest {
    /// A split. Children of 0 and above are splits, -1 is a leaf.
    struct Split {
        var feature: Int
        var threshold: Double
        /// The place of its category set; -1 of a numeric split.
        var categorySet: Int
        var missing: MissingRule
        var defaultLeft: Bool
        var left: Int
        var right: Int
        /// The split above, -1 at the root, and whether this one is its left child.
        var parent: Int
        var isLeftChild: Bool

        var isCategorical: Bool { categorySet >= 0 }
    }

    let arithmetic: Arithmetic
    let featureCount: Int
    private(set) var splits: [Split] = []
    /// The first split of each tree that has splits.
    private(set) var roots: [Int] = []
    /// Of each category set one bit a code.
    private(set) var sets: [[UInt32]] = []

    init(_ forest: FlatForest) {
        arithmetic = forest.arithmetic
        featureCount = forest.featureCount
        for tree in 0..<forest.treeCount { append(forest.tree(at: tree)) }
    }

    private mutating func append(_ tree: Tree) {
        let first = splits.count
        let splitCount = tree.splitCount
        guard splitCount > 0 else { return }
        roots.append(first)
        for case .split(let split) in tree.nodes {
            func place(_ child: Int) -> Int { child < splitCount ? first + child : -1 }
            var record = Split(
                feature: split.feature, threshold: 0, categorySet: -1, missing: split.missing, defaultLeft: split.defaultLeft,
                left: place(split.left), right: place(split.right), parent: -1, isLeftChild: false)
            switch split.test {
            case .threshold(let threshold): record.threshold = threshold
            case .categories(let codes):
                record.categorySet = sets.count
                var words = [UInt32](repeating: 0, count: codes.last.map { Int($0) / 32 + 1 } ?? 0)
                for code in codes { words[Int(code) / 32] |= 1 << (code % 32) }
                sets.append(words)
            }
            splits.append(record)
        }
        for index in first..<splits.count {
            for (child, isLeft) in [(splits[index].left, true), (splits[index].right, false)] where child >= 0 {
                splits[child].parent = index
                splits[child].isLeftChild = isLeft
            }
        }
    }

    /// Whether a value, of the model's input width, goes left.
    func goesLeft(_ input: Double, _ split: Split) -> Bool {
        var value = input
        switch split.missing {
        case .nanIsMissing:
            if value.isNaN { return split.defaultLeft }
        case .nanIsZero:
            if value.isNaN { value = 0 }
        case .zeroIsMissing:
            if value.isNaN || value.magnitude <= MissingRule.zeroBand { return split.defaultLeft }
        }
        if split.isCategorical { return code(of: value).map { isListed($0, split) } ?? false }
        return arithmetic.comparison == .less ? value < split.threshold : value <= split.threshold
    }

    /// The category code that a number is, nil of one that is none.
    func code(of value: Double) -> Int? {
        if value < 0, arithmetic.negativeFraction == .isNoCategory { return nil }
        guard value > -1, value < Double(EnsembleLimits.categoryCodeMax) else { return nil }
        return Int(value)
    }

    func isListed(_ code: Int, _ split: Split) -> Bool {
        let words = sets[split.categorySet]
        return code / 32 < words.count && words[code / 32] & (1 << UInt32(code % 32)) != 0
    }

    /// The codes of a split's set, ascending.
    func codes(_ split: Split) -> [Int] {
        sets[split.categorySet].enumerated().flatMap { index, word in
            (0..<32).filter { word & (1 << UInt32($0)) != 0 }.map { index * 32 + $0 }
        }
    }

    func rounded(_ value: Double) -> Double { arithmetic.inputWidth == .float32 ? Double(Float(value)) : value }

    /// The next number of the input width, whether the value is one or not.
    func next(above value: Double) -> Double {
        arithmetic.inputWidth == .float32 ? Self.float32(above: value) : value.nextUp
    }

    func next(below value: Double) -> Double {
        arithmetic.inputWidth == .float32 ? Self.float32(below: value) : value.nextDown
    }

    /// The largest float32 below a float64, and the smallest above.
    static func float32(below value: Double) -> Double {
        let near = Float(value)
        return Double(Double(near) < value ? near : near.nextDown)
    }

    static func float32(above value: Double) -> Double {
        let near = Float(value)
        return Double(Double(near) > value ? near : near.nextUp)
    }
}
