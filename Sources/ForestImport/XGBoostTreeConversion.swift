internal import Forest

/// One tree of an XGBoost file as a `Tree`. Nodes that pruning deleted are left out.
struct XGBoostTreeConversion {
    private let source: XGBoostTree
    private let index: Int
    /// Of dart: what each leaf is multiplied by.
    private let factor: Float?
    /// The file's number of each node that stays.
    let nodes: [Int]
    /// The place in `nodes` of each of the file's nodes; nil of deleted ones.
    private let places: [Int?]

    init(_ source: XGBoostTree, index: Int, factor: Float?) throws(ImportError) {
        self.source = source
        self.index = index
        self.factor = factor
        var isChild = [Bool](repeating: false, count: source.nodeCount)
        for node in 0..<source.nodeCount where source.leftChildren[node] != -1 {
            for child in [source.leftChildren[node], source.rightChildren[node]] where isChild.indices.contains(Int(child)) {
                isChild[Int(child)] = true
            }
        }
        var nodes: [Int] = []
        var places = [Int?](repeating: nil, count: source.nodeCount)
        for node in 0..<source.nodeCount {
            let isDeleted = source.splitIndices[node] == XGBoostTree.deletedMark && source.leftChildren[node] == -1
            if isDeleted && !isChild[node] && node > 0 { continue }
            places[node] = nodes.count
            nodes.append(node)
        }
        (self.nodes, self.places) = (nodes, places)
        try checkCategories()
    }

    /// The tree whose leaves are added to `output`.
    func tree(output: Int) throws(ImportError) -> Tree {
        var content: [Tree.Node] = []
        content.reserveCapacity(nodes.count)
        var segment = 0
        for node in nodes {
            while segment < source.categoryNodes.count, source.categoryNodes[segment] < node { segment += 1 }
            if source.leftChildren[node] == -1 {
                content.append(.leaf(value: Double(try leafValue(node, output))))
                continue
            }
            let isCategorical = !source.splitTypes.isEmpty && source.splitTypes[node]
            let hasSegment = segment < source.categoryNodes.count && source.categoryNodes[segment] == node
            let (left, right) = (try place(of: source.leftChildren[node], node), try place(of: source.rightChildren[node], node))
            let feature = Int(source.splitIndices[node])
            if isCategorical {
                // The listed categories go right; a set here says what goes left.
                let codes = hasSegment ? try categories(segment, node) : []
                content.append(
                    .split(
                        Tree.Split(
                            feature: feature, test: .categories(codes), defaultLeft: !source.defaultLeft[node], left: right,
                            right: left)))
            } else {
                content.append(
                    .split(
                        Tree.Split(
                            feature: feature, test: .threshold(Double(source.splitConditions[node])),
                            defaultLeft: source.defaultLeft[node], left: left, right: right)))
            }
        }
        return Tree(output: output, nodes: content)
    }

    private func error(_ node: Int, _ field: String, _ reason: String) -> ImportError {
        ImportError(tree: index, node: node, field: field, reason: reason)
    }

    private func leafValue(_ node: Int, _ output: Int) throws(ImportError) -> Float {
        var value = source.splitConditions[node]
        if source.hasVectorLeaves {
            let values = source.leafWeights.isEmpty ? source.baseWeights : source.leafWeights
            let leaf = source.leafWeights.isEmpty ? node : Int(source.rightChildren[node])
            guard (0..<values.count / source.leafWidth).contains(leaf) else {
                throw error(node, "leaf_weights", "has no leaf \(leaf)")
            }
            value = values[leaf * source.leafWidth + output]
        }
        return factor.map { value * $0 } ?? value
    }

    private func place(of child: Int32, _ node: Int) throws(ImportError) -> Int {
        guard places.indices.contains(Int(child)), let place = places[Int(child)] else {
            throw error(node, "children", "child \(child) does not exist (the tree has nodes 0 to \(source.nodeCount - 1))")
        }
        return place
    }

    private func checkCategories() throws(ImportError) {
        for (node, following) in zip(source.categoryNodes, source.categoryNodes.dropFirst()) where node >= following {
            throw error(Int(following), "categories_nodes", "nodes must ascend; \(following) follows \(node)")
        }
        for (segment, node) in source.categoryNodes.enumerated() {
            let (start, count) = (source.categorySegments[segment], source.categorySizes[segment])
            guard start >= 0, count >= 0, start <= source.categories.count, count <= source.categories.count - start else {
                throw error(
                    Int(node), "categories_segments",
                    "\(count) categories from \(start) on, but there are \(source.categories.count)")
            }
        }
    }

    private func categories(_ segment: Int, _ node: Int) throws(ImportError) -> [UInt32] {
        let start = source.categorySegments[segment]
        var codes: [UInt32] = []
        for code in source.categories[start..<start + source.categorySizes[segment]].sorted() {
            guard code >= 0, code < EnsembleLimits.categoryCodeMax else {
                throw error(node, "categories", "category \(code) (accepted: 0 to \(EnsembleLimits.categoryCodeMax - 1))")
            }
            if codes.last != UInt32(code) { codes.append(UInt32(code)) }
        }
        return codes
    }
}
