/// Checks the contents of a forest's sections, once, so that scoring may trust every index in them.
///
/// One pass over the bytes without recursion. Besides one bit per leaf of the tree in hand and a depth per split of it, nothing is
/// allocated, and those counts are bounded by bytes that are really there.
struct ForestValidator {
    let bytes: ForestBytes
    let header: ForestHeader
    let sections: ForestSections

    func validate() throws(ForestFormatError) {
        try checkBaseScores()
        try checkCategorySets()
        try checkLeafValues()
        if header.isLinear { try checkLinearWeights() }
        var splitEnd = 0
        var leafEnd = 0
        var categorySetEnd = 0
        var depthMax = 0
        for tree in 0..<header.treeCount {
            let record = sections[.trees].lowerBound + tree * 16
            let splitCount = try checkTree(tree, record: record, firstSplit: splitEnd, firstLeaf: leafEnd)
            depthMax = max(
                depthMax,
                try checkSplits(tree: tree, firstSplit: splitEnd, splitCount: splitCount, categorySetEnd: &categorySetEnd))
            splitEnd += splitCount
            leafEnd += splitCount + 1
        }
        guard splitEnd == header.splitCount else {
            throw ForestFormatError(
                field: "header.split_count", reason: "\(header.splitCount), but the trees have \(splitEnd) splits")
        }
        guard categorySetEnd == header.categorySetCount else {
            throw ForestFormatError(
                field: "header.category_set_count",
                reason: "\(header.categorySetCount), but the splits use \(categorySetEnd)")
        }
        guard depthMax == header.depthMax else {
            throw ForestFormatError(
                field: "header.depth_max", reason: "\(header.depthMax), but the deepest leaf is at \(depthMax)")
        }
    }

    private func checkBaseScores() throws(ForestFormatError) {
        for output in 0..<header.outputCount {
            let score = bytes.float64(sections[.baseScores].lowerBound + output * 8)
            guard score.isFinite, header.arithmetic.sumWidth.represents(score) else {
                throw ForestFormatError(
                    field: "base_scores[\(output)]", reason: "\(score) is not a finite \(header.arithmetic.sumWidth)")
            }
        }
    }

    private func checkLeafValues() throws(ForestFormatError) {
        let width = header.arithmetic.sumWidth
        let stride = ForestFormat.Section.leafValues.elementByteCount(header.arithmetic)
        for leaf in 0..<header.leafCount {
            let value = bytes.number(sections[.leafValues].lowerBound + leaf * stride, width)
            guard value.isFinite else {
                throw ForestFormatError(field: "leaf_values[\(leaf)]", reason: "\(value) is not finite")
            }
        }
    }

    private func checkLinearWeights() throws(ForestFormatError) {
        let width = header.arithmetic.sumWidth
        let stride = ForestFormat.Section.linearWeights.elementByteCount(header.arithmetic)
        for index in 0..<header.featureCount * header.outputCount {
            let weight = bytes.number(sections[.linearWeights].lowerBound + index * stride, width)
            guard weight.isFinite else {
                throw ForestFormatError(field: "linear_weights[\(index)]", reason: "\(weight) is not finite")
            }
        }
    }

    // Bounds go from 0 to the end of the words, never down; the last word of a set that has any is not zero, and no set is longer
    // than codes go.
    private func checkCategorySets() throws(ForestFormatError) {
        let bounds = sections[.categoryBounds].lowerBound
        let words = sections[.categoryWords]
        let wordCountMax = Int(EnsembleLimits.categoryCodeMax / 32)
        var end: UInt32 = bytes.load(bounds)
        guard end == 0 else {
            throw ForestFormatError(field: "category_bounds[0]", reason: "\(end) (accepted: 0)")
        }
        for set in 0..<header.categorySetCount {
            let start = end
            end = bytes.load(bounds + (set + 1) * 4)
            guard end >= start, end - start <= wordCountMax, Int(end) * 4 <= words.count else {
                throw ForestFormatError(
                    field: "category_bounds[\(set + 1)]",
                    reason: "\(end) after \(start) (accepted: 0 to \(wordCountMax) words more, of \(words.count / 4))")
            }
            guard end == start || bytes.load(words.lowerBound + Int(end - 1) * 4, as: UInt32.self) != 0 else {
                throw ForestFormatError(field: "category_words[\(end - 1)]", reason: "the last word of a set is zero")
            }
        }
        guard Int(end) * 4 == words.count else {
            throw ForestFormatError(
                field: "category_bounds[\(header.categorySetCount)]",
                reason: "\(end), but there are \(words.count / 4) category words")
        }
    }

    // Returns the tree's split count.
    private func checkTree(_ tree: Int, record: Int, firstSplit: Int, firstLeaf: Int) throws(ForestFormatError) -> Int {
        let foundSplit: UInt32 = bytes.load(record + ForestFormat.TreeField.firstSplit)
        guard foundSplit == UInt32(firstSplit) else {
            throw ForestFormatError(field: "trees[\(tree)].first_split", reason: "\(foundSplit) (accepted: \(firstSplit))")
        }
        let foundLeaf: UInt32 = bytes.load(record + ForestFormat.TreeField.firstLeaf)
        guard foundLeaf == UInt32(firstLeaf) else {
            throw ForestFormatError(field: "trees[\(tree)].first_leaf", reason: "\(foundLeaf) (accepted: \(firstLeaf))")
        }
        let splitCount: UInt32 = bytes.load(record + ForestFormat.TreeField.splitCount)
        guard Int(splitCount) <= header.splitCount - firstSplit else {
            throw ForestFormatError(
                field: "trees[\(tree)].split_count",
                reason: "\(splitCount), but \(header.splitCount - firstSplit) splits are left")
        }
        let output: UInt32 = bytes.load(record + ForestFormat.TreeField.output)
        guard Int(output) < header.outputCount else {
            throw ForestFormatError(
                field: "trees[\(tree)].output", reason: "\(output) (accepted: 0 to \(header.outputCount - 1))")
        }
        return Int(splitCount)
    }

    // Checks a tree's splits and returns its depth. They are in breadth-first order, left before right: the first child that is a
    // split is number 1, the next number 2, and so on, and each has its number before its turn comes. That rules out cycles, shared and
    // unreachable splits.
    private func checkSplits(
        tree: Int, firstSplit: Int, splitCount: Int, categorySetEnd: inout Int
    ) throws(ForestFormatError) -> Int {
        let recordByteCount = ForestFormat.Section.splits.elementByteCount(header.arithmetic)
        var leafSeen = [Bool](repeating: false, count: splitCount + 1)
        var depths = [UInt16](repeating: 0, count: splitCount)
        var depthMax: UInt16 = 0
        var nextSplit = 1
        for split in 0..<splitCount {
            guard split < nextSplit else {
                throw ForestFormatError(field: Self.field(firstSplit + split), reason: "cannot be reached from its tree's root")
            }
            let offset = sections[.splits].lowerBound + (firstSplit + split) * recordByteCount
            let record = bytes.split(offset, header.arithmetic.thresholdWidth)
            try check(record, at: offset, firstSplit + split, categorySetEnd: &categorySetEnd)
            let depth = depths[split] + 1
            guard depth <= EnsembleLimits.depthMax else {
                throw ForestFormatError(
                    field: Self.field(firstSplit + split), reason: "lies deeper than \(EnsembleLimits.depthMax) splits")
            }
            depthMax = max(depthMax, depth)
            for isLeft in [true, false] {
                let child = Int(isLeft ? record.left : record.right)
                if child < splitCount {
                    guard child == nextSplit else {
                        throw ForestFormatError(
                            field: Self.field(firstSplit + split, isLeft ? "left" : "right"),
                            reason: "split \(child) (accepted: \(nextSplit), or a leaf)")
                    }
                    depths[child] = depth
                    nextSplit += 1
                } else {
                    let leaf = child - splitCount
                    guard leaf <= splitCount, !leafSeen[leaf] else {
                        throw ForestFormatError(
                            field: Self.field(firstSplit + split, isLeft ? "left" : "right"),
                            reason: leaf <= splitCount
                                ? "leaf \(leaf) has a parent already" : "node \(child) of \(2 * splitCount + 1)")
                    }
                    leafSeen[leaf] = true
                }
            }
        }
        return Int(depthMax)
    }

    /// The name of a split, or of a part of it, for errors only: there are thousands of splits, and a text for each takes longer than
    /// checking it.
    @inline(never)
    private static func field(_ split: Int, _ part: String = "") -> String {
        part.isEmpty ? "splits[\(split)]" : "splits[\(split)].\(part)"
    }

    private func check(
        _ record: SplitRecord, at offset: Int, _ split: Int, categorySetEnd: inout Int
    ) throws(ForestFormatError) {
        guard record.feature < header.featureCount else {
            throw ForestFormatError(
                field: Self.field(split, "feature"), reason: "\(record.feature) (accepted: 0 to \(header.featureCount - 1))")
        }
        guard record.word & ForestFormat.SplitBits.reserved == 0, MissingRule(rawValue: record.missingCode) != nil else {
            throw ForestFormatError(
                field: Self.field(split, "flags"), reason: "\(String(record.word >> 24, radix: 16)) (hex) has bits unknown here")
        }
        if header.arithmetic.thresholdWidth == .float64 {
            guard bytes.load(offset + 20, as: UInt32.self) == 0 else {
                throw ForestFormatError(field: Self.field(split, "reserved"), reason: "is not zero")
            }
        }
        if record.isCategorical {
            guard record.payload == UInt64(categorySetEnd), categorySetEnd < header.categorySetCount else {
                throw ForestFormatError(
                    field: Self.field(split, "category_set"),
                    reason: "\(record.payload) (accepted: the next one, \(categorySetEnd), below \(header.categorySetCount))")
            }
            categorySetEnd += 1
        } else {
            guard !record.threshold(header.arithmetic.thresholdWidth).isNaN else {
                throw ForestFormatError(field: Self.field(split, "threshold"), reason: "is not a number")
            }
        }
    }
}
