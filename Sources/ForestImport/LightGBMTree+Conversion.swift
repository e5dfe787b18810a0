internal import Forest

extension LightGBMTree {
    /// The tree in Espalier's terms: splits in the file's order, then leaves in the file's order.
    func converted(index: Int, output: Int) throws(ImportError) -> Tree {
        var nodes: [Tree.Node] = []
        nodes.reserveCapacity(splitCount + leafValues.count)
        var usedSets = Set<Int>()
        for node in 0..<splitCount { nodes.append(.split(try split(node, tree: index, &usedSets))) }
        for value in leafValues { nodes.append(.leaf(value: value)) }
        return Tree(output: output, nodes: nodes)
    }

    private func split(_ node: Int, tree: Int, _ usedSets: inout Set<Int>) throws(ImportError) -> Tree.Split {
        let decision = LightGBMDecision(bits: decisionTypes[node])
        guard let missingType = decision.missingType else {
            throw ImportError(
                byteOffset: byteOffset, tree: tree, node: node, field: "decision_type",
                reason: "\(decision.bits) has the missing type 3, which does not exist (accepted: 0 none, 1 zero, 2 NaN)")
        }
        let (left, right) = (place(of: leftChildren[node]), place(of: rightChildren[node]))
        guard decision.isCategorical else {
            let threshold = Self.effectiveThreshold(thresholds[node])
            return Tree.Split(
                feature: Int(splitFeatures[node]), test: .threshold(threshold), defaultLeft: decision.defaultLeft,
                missing: Self.rule(missingType), left: left, right: right)
        }
        let codes = try categories(node, tree: tree, &usedSets)
        // LightGBM sends NaN to the right here whatever the other bits say.
        return Tree.Split(
            feature: Int(splitFeatures[node]), test: .categories(codes), defaultLeft: false, missing: .nanIsMissing, left: left,
            right: right)
    }

    /// The threshold that the file's one amounts to.
    ///
    /// Every way into LightGBM's prediction reads |x| <= 1e-35f as 0 before any split sees it. A threshold inside that band therefore
    /// sends the whole band to one side: left from 0 on, right below; the ends of the band do the same to plain comparison.
    static func effectiveThreshold(_ threshold: Double) -> Double {
        let band = MissingRule.zeroBand
        if threshold >= 0, threshold <= band { return band }
        if threshold < 0, threshold >= -band { return (-band).nextDown }
        return threshold
    }

    private static func rule(_ missingType: LightGBMDecision.MissingType) -> MissingRule {
        switch missingType {
        case .none: .nanIsZero
        case .zero: .zeroIsMissing
        case .nan: .nanIsMissing
        }
    }

    private func place(of child: Int32) -> Int { child >= 0 ? Int(child) : splitCount + Int(-1 - child) }

    /// The codes of the set that a categorical split's threshold names.
    private func categories(_ node: Int, tree: Int, _ usedSets: inout Set<Int>) throws(ImportError) -> [UInt32] {
        let number = thresholds[node]
        let place = LightGBMPlace(tree: tree, field: "threshold")
        guard number >= 0, number < Double(categorySetCount), number == number.rounded() else {
            throw place.error(
                byteOffset, node: node, "\(number) is not a category set of this tree, which has \(categorySetCount)")
        }
        let set = Int(number)
        // LightGBM gives each split a set of its own; shared ones could make a small file a huge model.
        guard usedSets.insert(set).inserted else {
            throw place.error(byteOffset, node: node, "category set \(set) is another split's already")
        }
        let words = categoryWords[categoryBoundaries[set]..<categoryBoundaries[set + 1]]
        guard words.count <= Int(EnsembleLimits.categoryCodeMax) / 32 else {
            throw place.error(
                byteOffset, node: node,
                "category set \(set) has \(words.count) words; codes below \(EnsembleLimits.categoryCodeMax) are accepted, so "
                    + "\(EnsembleLimits.categoryCodeMax / 32) words")
        }
        var codes: [UInt32] = []
        codes.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
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
