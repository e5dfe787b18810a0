internal import Bundles
internal import Forest

/// One tree of a forest while it is walked beside the source's: what is found equal is counted, what is not is an error.
struct ProvedTree {
    private let tree: Tree
    /// As the file numbers its trees.
    private let index: Int
    private var isSeen: [Bool]

    init(_ tree: Tree, index: Int) {
        self.tree = tree
        self.index = index
        isSeen = [Bool](repeating: false, count: tree.nodes.count)
    }

    func difference(_ node: Int?, _ field: String, _ source: some Any, _ forest: some Any) -> ImportError {
        ImportError(
            tree: index, node: node, field: field, reason: "is \(source) in the model file, but \(forest) in the bundle's forest")
    }

    func checkOutput(_ output: Int) throws(ImportError) {
        guard tree.output == output else { throw difference(nil, "output", output, tree.output) }
    }

    /// The forest's split at `place`, where the source has a split as well.
    mutating func split(at place: Int, node: Int) throws(ImportError) -> Tree.Split {
        try see(place, node)
        guard case .split(let split) = tree.nodes[place] else { throw difference(node, "node", "a split", "a leaf") }
        return split
    }

    /// Compares a leaf's value, by its bits.
    mutating func checkLeaf(at place: Int, node: Int, value: Double) throws(ImportError) {
        try see(place, node)
        guard case .leaf(let found) = tree.nodes[place] else { throw difference(node, "node", "a leaf", "a split") }
        guard found.bitPattern == value.bitPattern else { throw difference(node, "leaf value", value, found) }
    }

    func checkSplit(
        _ split: Tree.Split, node: Int, feature: Int, missing: MissingRule, defaultLeft: Bool
    ) throws(ImportError) {
        guard split.feature == feature else { throw difference(node, "split feature", feature, split.feature) }
        guard split.missing == missing else { throw difference(node, "rule for missing values", missing, split.missing) }
        guard split.defaultLeft == defaultLeft else {
            throw difference(node, "default side", defaultLeft ? "left" : "right", split.defaultLeft ? "left" : "right")
        }
    }

    func checkThreshold(_ split: Tree.Split, node: Int, _ threshold: Double) throws(ImportError) {
        guard case .threshold(let found) = split.test else { throw difference(node, "split", "by threshold", "by categories") }
        guard found.bitPattern == threshold.bitPattern else { throw difference(node, "threshold", threshold, found) }
    }

    func checkCategories(_ split: Tree.Split, node: Int, _ codes: [UInt32]) throws(ImportError) {
        guard case .categories(let found) = split.test else { throw difference(node, "split", "by categories", "by threshold") }
        guard found == codes else {
            let other = Set(found).symmetricDifference(codes).min() ?? 0
            throw difference(
                node, "category \(other)", codes.contains(other) ? "listed" : "not listed",
                found.contains(other) ? "listed" : "not listed")
        }
    }

    /// The forest's tree has nothing besides.
    func finish() throws(ImportError) {
        let seenCount = isSeen.count { $0 }
        guard seenCount == isSeen.count else { throw difference(nil, "nodes", seenCount, isSeen.count) }
    }

    private mutating func see(_ place: Int, _ node: Int) throws(ImportError) {
        guard isSeen.indices.contains(place), !isSeen[place] else {
            throw ImportError(tree: index, node: node, reason: "stands in another place of the bundle's tree")
        }
        isSeen[place] = true
    }
}
