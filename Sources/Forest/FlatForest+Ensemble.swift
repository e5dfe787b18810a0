extension FlatForest {
    /// The ensemble that this forest holds: flattening it again gives the same bytes (but for optional sections, which are dropped).
    public func ensemble() -> TreeEnsemble {
        TreeEnsemble(
            arithmetic: arithmetic, aggregation: aggregation, objective: objective, featureCount: featureCount,
            outputCount: outputCount, baseScores: baseScores, linkScale: linkScale, linear: linearWeights,
            trees: (0..<treeCount).map(tree(at:)))
    }

    /// One tree, read from the bytes: canonical node order, leaves by their ids.
    public func tree(at index: Int) -> Tree {
        let tree = tree(index)
        let leafByteCount = ForestFormat.Section.leafValues.elementByteCount(arithmetic)
        var nodes: [Tree.Node] = []
        nodes.reserveCapacity(2 * tree.splitCount + 1)
        for index in 0..<tree.splitCount {
            let record = split(tree.firstSplit + index)
            let test: Tree.Test =
                record.isCategorical
                ? .categories(Self.codes(in: words(ofSet: Int(record.payload))))
                : .threshold(record.threshold(arithmetic.thresholdWidth))
            nodes.append(
                .split(
                    Tree.Split(
                        feature: record.feature, test: test, defaultLeft: record.defaultLeft, missing: record.missing,
                        left: Int(record.left), right: Int(record.right))))
        }
        for index in 0...tree.splitCount {
            let offset = sections[.leafValues].lowerBound + (tree.firstLeaf + index) * leafByteCount
            nodes.append(.leaf(value: reads.number(offset, arithmetic.sumWidth)))
        }
        return Tree(output: tree.output, nodes: nodes)
    }

    /// The words of a category set: bit c of them says that code c goes left.
    func words(ofSet set: Int) -> [UInt32] {
        categoryWords(ofSet: set).map { reads.load(sections[.categoryWords].lowerBound + $0 * 4) }
    }

    /// The codes in the words of a set, ascending.
    static func codes(in words: [UInt32]) -> [UInt32] {
        var codes: [UInt32] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                codes.append(UInt32(index * 32 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return codes
    }
}
