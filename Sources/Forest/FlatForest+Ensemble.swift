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
                ? .categories(codes(ofSet: Int(record.payload))) : .threshold(record.threshold(arithmetic.thresholdWidth))
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

    private func codes(ofSet set: Int) -> [UInt32] {
        let words = categoryWords(ofSet: set)
        var codes: [UInt32] = []
        for (index, place) in words.enumerated() {
            var word: UInt32 = reads.load(sections[.categoryWords].lowerBound + place * 4)
            while word != 0 {
                codes.append(UInt32(index * 32 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
        return codes
    }
}
