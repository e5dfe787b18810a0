/// Checks one tree at a time and puts it into canonical node order. Breadth-first with a queue: no recursion, O(nodes).
struct TreeChecker {
    let arithmetic: Arithmetic
    let featureCount: Int

    /// `index` is for the errors.
    func check(_ tree: Tree, index: Int) throws(EnsembleError) -> (tree: Tree, categoryWordCount: Int) {
        guard !tree.nodes.isEmpty else { throw EnsembleError(tree: index, reason: "has no nodes (one leaf is the least)") }
        let parents = try parents(of: tree, index: index)
        for (node, parent) in parents.enumerated() where parent == nil {
            throw EnsembleError(tree: index, node: node, reason: "cannot be reached from the root")
        }
        var categoryWordCount = 0
        for (node, content) in tree.nodes.enumerated() {
            switch content {
            case .leaf(let value):
                guard value.isFinite, arithmetic.sumWidth.represents(value) else {
                    throw EnsembleError(
                        tree: index, node: node, reason: "leaf value \(value) is not a finite \(arithmetic.sumWidth)")
                }
            case .split(let split):
                if let reason = fault(of: split) { throw EnsembleError(tree: index, node: node, reason: reason) }
                if case .categories(let codes) = split.test { categoryWordCount += codes.last.map { Int($0 / 32) + 1 } ?? 0 }
            }
        }
        return (canonical(tree), categoryWordCount)
    }

    // Parent of each node, nil for one that was not reached; the root is its own. Throws when the nodes reached are not a tree.
    private func parents(of tree: Tree, index: Int) throws(EnsembleError) -> [Int?] {
        let nodes = tree.nodes
        var parents = [Int?](repeating: nil, count: nodes.count)
        parents[0] = 0
        var level = [0]
        var depth = 0
        while !level.isEmpty {
            var next: [Int] = []
            for node in level {
                guard case .split(let split) = nodes[node] else { continue }
                guard depth < EnsembleLimits.depthMax else {
                    throw EnsembleError(
                        tree: index, node: node, reason: "lies deeper than \(EnsembleLimits.depthMax) splits")
                }
                for (side, child) in [("left", split.left), ("right", split.right)] {
                    guard nodes.indices.contains(child) else {
                        throw EnsembleError(
                            tree: index, node: node,
                            reason: "\(side) child \(child) does not exist (the tree has nodes 0 to \(nodes.count - 1))")
                    }
                    if let other = parents[child] {
                        let reason = fault(child: child, side: side, of: node, other: other, parents: parents)
                        throw EnsembleError(tree: index, node: node, reason: reason)
                    }
                    parents[child] = node
                    next.append(child)
                }
            }
            level = next
            depth += 1
        }
        return parents
    }

    // Why `child`, reached before from `other`, cannot be a child of `node`.
    private func fault(child: Int, side: String, of node: Int, other: Int, parents: [Int?]) -> String {
        if child == node { return "is its own \(side) child" }
        var ancestor = node
        while ancestor != 0, let parent = parents[ancestor] {
            ancestor = parent
            if ancestor == child { return "\(side) child \(child) is above it: the nodes form a cycle" }
        }
        return other == node
            ? "node \(child) is its left child and its right child"
            : "\(side) child \(child) is a child of node \(other) already"
    }

    private func fault(of split: Tree.Split) -> String? {
        guard (0..<featureCount).contains(split.feature) else {
            return "feature \(split.feature) does not exist (accepted: 0 to \(featureCount - 1))"
        }
        switch split.test {
        case .threshold(let threshold):
            guard arithmetic.thresholdWidth.represents(threshold) else {
                return "threshold \(threshold) is not a \(arithmetic.thresholdWidth)"
            }
        case .categories(let codes):
            for (code, following) in zip(codes, codes.dropFirst()) where code >= following {
                return "categories must ascend without repeats; \(following) follows \(code)"
            }
            if let last = codes.last, last >= EnsembleLimits.categoryCodeMax {
                return "category \(last) (accepted: below \(EnsembleLimits.categoryCodeMax))"
            }
        }
        return nil
    }

    // `tree` is known to be a tree: splits breadth-first, then leaves as given.
    private func canonical(_ tree: Tree) -> Tree {
        var order: [Int] = []
        var leaves: [Int] = []
        for (node, content) in tree.nodes.enumerated() {
            if case .leaf = content { leaves.append(node) }
        }
        order.reserveCapacity(tree.nodes.count)
        if case .split = tree.nodes[0] { order.append(0) }
        var cursor = 0
        while cursor < order.count {
            if case .split(let split) = tree.nodes[order[cursor]] {
                for child in [split.left, split.right] {
                    if case .split = tree.nodes[child] { order.append(child) }
                }
            }
            cursor += 1
        }
        order += leaves
        var places = [Int](repeating: 0, count: order.count)
        for (place, node) in order.enumerated() { places[node] = place }
        let nodes = order.map { node in
            guard case .split(var split) = tree.nodes[node] else { return tree.nodes[node] }
            split.left = places[split.left]
            split.right = places[split.right]
            return .split(split)
        }
        return Tree(output: tree.output, nodes: nodes)
    }
}
