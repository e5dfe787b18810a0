internal import Forest

/// A tree as it was grown: nodes in the order of their making, each a range of the tree's rows.
struct GrownTree {
    struct Node {
        /// The node's rows, in the row buffer of the tree.
        var begin: Int
        var count: Int
        var depth: Int
        var sums: FixedPair
        /// Added to lambda for the node's value: the brake of the categorical split above it.
        var extraLambda = 0.0
        /// The best split found; a gain of 0 when there is none.
        var best = SplitCandidate()
        /// Of its histogram, or -1.
        var slot = -1
        /// Children, or -1 for a leaf.
        var left = -1
        var right = -1
        /// Of a leaf: shrinkage included.
        var value: Float = 0
        var isLeaf: Bool { left < 0 }
    }

    var nodes: [Node]

    /// Nodes depth first, the left child right after its parent: the order of `Tree.nodes`.
    var preorder: [Int] {
        var order: [Int] = []
        var pending = [0]
        while let node = pending.popLast() {
            order.append(node)
            if !nodes[node].isLeaf { pending += [nodes[node].right, nodes[node].left] }
        }
        return order
    }

    /// Leaves in the order of their leaf ids.
    var leaves: [Int] { preorder.filter { nodes[$0].isLeaf } }

    /// The tree as a model has it.
    func tree(output: Int, bins: [FeatureBins]) -> Tree {
        let order = preorder
        var position = [Int](repeating: 0, count: nodes.count)
        for (index, node) in order.enumerated() { position[node] = index }
        return Tree(
            output: output,
            nodes: order.map { index in
                let node = nodes[index]
                if node.isLeaf { return .leaf(value: Double(node.value)) }
                let feature = bins[node.best.feature]
                return .split(
                    Tree.Split(
                        feature: node.best.feature, test: Self.test(node.best, feature),
                        defaultLeft: node.best.leftBins.contains(feature.missingBin), left: position[node.left],
                        right: position[node.right]))
            })
    }

    private static func test(_ split: SplitCandidate, _ bins: FeatureBins) -> Tree.Test {
        switch bins.kind {
        case .numeric(let edges):
            // Past the last edge only missing rows go right; every value is below the largest float then.
            let last = split.lastLeftBin
            return .threshold(Double(last < edges.count ? edges[last] : .greatestFiniteMagnitude))
        case .categorical(let codes):
            return .categories(codes.indices.filter { split.leftBins.contains($0) }.map { codes[$0] }.sorted())
        }
    }
}
