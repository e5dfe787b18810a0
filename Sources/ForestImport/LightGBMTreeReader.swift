/// Reads one tree: the lines between `Tree=N` and the empty line behind them, in any order.
struct LightGBMTreeReader {
    /// The keys that LightGBM of any release writes.
    private enum Key: String, CaseIterable {
        case leafCountOfTree = "num_leaves"
        case categorySetCount = "num_cat"
        case splitFeature = "split_feature"
        case splitGain = "split_gain"
        case threshold
        case decisionType = "decision_type"
        case leftChild = "left_child"
        case rightChild = "right_child"
        case leafValue = "leaf_value"
        case leafWeight = "leaf_weight"
        case leafCount = "leaf_count"
        case internalValue = "internal_value"
        case internalWeight = "internal_weight"
        case internalCount = "internal_count"
        case categoryBoundaries = "cat_boundaries"
        case categoryThreshold = "cat_threshold"
        case isLinear = "is_linear"
        case leafConstant = "leaf_const"
        case featureCounts = "num_features"
        case leafFeatures = "leaf_features"
        case leafCoefficients = "leaf_coeff"
        case shrinkage
    }

    private let index: Int
    private let byteOffset: Int
    private var values: [Key: Range<Int>] = [:]

    /// The tree whose `Tree=` line was read before.
    static func read(_ text: inout LightGBMText, index: Int, byteOffset: Int) throws(ImportError) -> LightGBMTree {
        var reader = LightGBMTreeReader(index: index, byteOffset: byteOffset)
        try reader.readLines(&text)
        return try reader.tree(text)
    }

    private init(index: Int, byteOffset: Int) {
        self.index = index
        self.byteOffset = byteOffset
    }

    private mutating func readLines(_ text: inout LightGBMText) throws(ImportError) {
        while let line = text.nextLine(), line.isTerminated {
            if line.isEmpty { return }
            guard line.key.count <= 32, let name = text.string(line.key), let key = Key(rawValue: name) else {
                throw ImportError(
                    byteOffset: line.key.lowerBound, tree: index,
                    reason: "found the line \(text.excerpt(line.key)), which no release of LightGBM writes in a tree")
            }
            guard values.updateValue(line.value, forKey: key) == nil else {
                throw place(key).error(line.key.lowerBound, "stands twice in one tree")
            }
        }
        throw ImportError(
            byteOffset: text.byteCount, tree: index, reason: "the file ends in the middle of the tree: it was cut off")
    }

    private func tree(_ text: LightGBMText) throws(ImportError) -> LightGBMTree {
        try refuseLinear(text)
        let countMax = text.byteCount
        let leafCount = try text.integer(value(.leafCountOfTree), in: 1...countMax, place(.leafCountOfTree))
        let setCount = try text.integer(value(.categorySetCount), in: 0...countMax, place(.categorySetCount))
        var tree = LightGBMTree(byteOffset: byteOffset)
        tree.leafValues = try text.doubles(value(.leafValue), count: leafCount, place(.leafValue))
        // What a tree of one leaf says about splits is not looked at by LightGBM either.
        guard leafCount > 1 else { return tree }
        let splitCount = leafCount - 1
        tree.splitFeatures = try text.integers(
            value(.splitFeature), count: splitCount, in: 0...Self.wholeMax, place(.splitFeature))
        tree.thresholds = try text.doubles(value(.threshold), count: splitCount, place(.threshold))
        tree.decisionTypes = try text.integers(value(.decisionType), count: splitCount, in: 0...15, place(.decisionType))
        let children = -leafCount...(splitCount - 1)
        tree.leftChildren = try text.integers(value(.leftChild), count: splitCount, in: children, place(.leftChild))
        tree.rightChildren = try text.integers(value(.rightChild), count: splitCount, in: children, place(.rightChild))
        if let gains = values[.splitGain] {
            tree.splitGains = try text.doubles(gains, count: splitCount, place(.splitGain))
        }
        if setCount > 0 { try readCategories(text, setCount, into: &tree) }
        return tree
    }

    private func readCategories(_ text: LightGBMText, _ setCount: Int, into tree: inout LightGBMTree) throws(ImportError) {
        let boundaries = try value(.categoryBoundaries)
        tree.categoryBoundaries = try text.integers(
            boundaries, count: setCount + 1, in: 0...text.byteCount, place(.categoryBoundaries))
        guard tree.categoryBoundaries[0] == 0 else {
            throw place(.categoryBoundaries).error(boundaries.lowerBound, "begins with \(tree.categoryBoundaries[0]), not with 0")
        }
        for set in 0..<setCount where tree.categoryBoundaries[set] > tree.categoryBoundaries[set + 1] {
            throw place(.categoryBoundaries).error(boundaries.lowerBound, node: set, "the boundaries do not ascend")
        }
        tree.categoryWords = try text.integers(
            value(.categoryThreshold), count: tree.categoryBoundaries[setCount], in: 0...Int(UInt32.max),
            place(.categoryThreshold))
    }

    private func refuseLinear(_ text: LightGBMText) throws(ImportError) {
        guard let range = values[.isLinear], try text.integer(range, in: 0...1, place(.isLinear)) == 1 else { return }
        throw place(.isLinear).error(
            range.lowerBound,
            "this tree has a linear model in each leaf (linear_tree=true), which Espalier cannot represent; trees with constant leaves "
                + "are accepted")
    }

    private func value(_ key: Key) throws(ImportError) -> Range<Int> {
        guard let range = values[key] else {
            throw ImportError(byteOffset: byteOffset, tree: index, field: key.rawValue, reason: "the tree has no such line")
        }
        return range
    }

    private func place(_ key: Key) -> LightGBMPlace { LightGBMPlace(tree: index, field: key.rawValue) }

    private static let wholeMax = Int(Int32.max)
}
