/// The oracle: slow, obvious, node by node over the rich ensemble. Every kernel must give its bits.
public struct ReferenceScorer: Sendable {
    public let ensemble: TreeEnsemble

    public init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

    /// One margin per output for one row of `featureCount` values (NaN is missing).
    public func margins(_ row: [Double]) -> [Double] {
        precondition(row.count == ensemble.featureCount, "a row has one value per feature")
        var leaves = [[Double]](repeating: [], count: ensemble.outputCount)
        for tree in ensemble.trees {
            guard case .leaf(let value) = tree.nodes[leafNode(of: tree, row)] else {
                preconditionFailure("a path ends in a leaf")
            }
            leaves[tree.output].append(value)
        }
        if let linear = ensemble.linear { leaves = terms(row, linear) }
        return zip(leaves, ensemble.baseScores).map { leaves, baseScore in
            switch ensemble.arithmetic.sumWidth {
            case .float32: Double(aggregate(leaves.map { Float($0) }, baseScore: Float(baseScore)))
            case .float64: aggregate(leaves, baseScore: baseScore)
            }
        }
    }

    /// One prediction per output for one row: the objective's link, computed in float64 from the margins, then rounded to float32 when
    /// that is the model's sum width.
    public func predictions(_ row: [Double]) -> [Double] {
        var values = margins(row)
        Link(ensemble.objective, scale: ensemble.linkScale, width: ensemble.arithmetic.sumWidth).apply(to: &values)
        return values
    }

    /// The leaf id of each tree for one row.
    public func leafIDs(_ row: [Double]) -> [Int] {
        ensemble.trees.map { tree in leafNode(of: tree, row) - tree.splitCount }
    }

    // What a linear model adds to each output, in place of leaves.
    private func terms(_ row: [Double], _ linear: LinearWeights) -> [[Double]] {
        var terms = [[Double]](repeating: [], count: ensemble.outputCount)
        for (feature, input) in row.enumerated() where !input.isNaN {
            let value = ensemble.arithmetic.inputWidth == .float32 ? Double(Float(input)) : input
            for output in terms.indices {
                let weight = linear.weights[feature * ensemble.outputCount + output]
                switch ensemble.arithmetic.sumWidth {
                case .float32: terms[output].append(Double(Float(value) * Float(weight)))
                case .float64: terms[output].append(value * weight)
                }
            }
        }
        return terms
    }

    private func aggregate<Sum: BinaryFloatingPoint>(_ leaves: [Sum], baseScore: Sum) -> Sum {
        let aggregation = ensemble.aggregation
        var sum: Sum = aggregation.baseScorePlace == .first ? baseScore : 0
        for leaf in leaves { sum += leaf }
        sum *= Sum(aggregation.scale)
        sum /= Sum(aggregation.divisor)
        if aggregation.baseScorePlace == .last { sum += baseScore }
        return sum
    }

    private func leafNode(of tree: Tree, _ row: [Double]) -> Int {
        var node = 0
        while case .split(let split) = tree.nodes[node] {
            node = goesLeft(row[split.feature], at: split) ? split.left : split.right
        }
        return node
    }

    private func goesLeft(_ input: Double, at split: Tree.Split) -> Bool {
        var value = input
        if ensemble.arithmetic.inputWidth == .float32 { value = Double(Float(input)) }
        switch split.missing {
        case .nanIsMissing:
            if value.isNaN { return split.defaultLeft }
        case .nanIsZero:
            if value.isNaN { value = 0 }
        case .zeroIsMissing:
            if value.isNaN || value.magnitude <= MissingRule.zeroBand { return split.defaultLeft }
        }
        switch (split.test, ensemble.arithmetic.comparison) {
        case (.threshold(let threshold), .less): return value < threshold
        case (.threshold(let threshold), .lessOrEqual): return value <= threshold
        case (.categories(let codes), _):
            if value < 0, ensemble.arithmetic.negativeFraction == .isNoCategory { return false }
            guard value > -1, value < Double(EnsembleLimits.categoryCodeMax) else { return false }
            return codes.contains(UInt32(value.rounded(.towardZero)))
        }
    }
}
