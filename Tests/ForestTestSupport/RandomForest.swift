public import Base
public import Forest

/// Random ensembles and rows for property tests: every shape of tree, every arithmetic, and rows that sit on and beside thresholds.
public struct RandomForest: Sendable {
    public var arithmetic = Arithmetic.espalier
    public var aggregation = Aggregation.sum
    public var objective = Objective.squaredError
    public var outputCount = 1
    public var featureCount = 8
    public var treeCountMax = 12
    public var splitCountMax = 60
    public var depthMax = 12
    /// Share of splits that are categorical.
    public var categoricalShare = 0.25
    /// Share of categorical splits that list the largest code there is; each takes 2 MiB.
    public var hugeCodeShare = 0.0
    /// Share of categorical splits that list no code at all.
    public var emptySetShare = 0.1
    public var linkScale = 1.0
    /// Whether it has linear weights in the place of trees.
    public var isLinear = false
    /// Share of splits whose missing rule is not the usual one.
    public var unusualMissingShare = 0.3
    /// Share of thresholds that are infinite, zero, subnormal or huge.
    public var extremeShare = 0.1

    public init() {}

    /// A random choice of every setting.
    public static func any(_ random: inout SeededRandom) -> RandomForest {
        var made = RandomForest()
        made.arithmetic = Arithmetic(
            inputWidth: random.one(of: Arithmetic.Width.allCases), thresholdWidth: random.one(of: Arithmetic.Width.allCases),
            sumWidth: random.one(of: Arithmetic.Width.allCases), comparison: random.one(of: Arithmetic.Comparison.allCases),
            negativeFraction: random.one(of: Arithmetic.NegativeFraction.allCases))
        made.objective = random.one(of: Objective.allCases)
        let outputCounts = made.objective.outputCounts
        made.outputCount = outputCounts.lowerBound + random.next(below: min(outputCounts.count, 5))
        made.linkScale = made.objective.hasLinkScale ? random.one(of: [1, 1, 0.7, 2, 1e-3]) : 1
        made.isLinear = random.next(below: 12) == 0
        made.featureCount = random.one(of: [1, 2, 3, 8, 28, 70])
        made.treeCountMax = random.one(of: [0, 1, 3, 12, 40])
        made.splitCountMax = random.one(of: [0, 1, 5, 31, 100])
        made.depthMax = random.one(of: [1, 3, 6, 8, 9, 12, 60])
        made.categoricalShare = random.one(of: [0, 0, 0.3, 1])
        made.unusualMissingShare = random.one(of: [0, 0.5])
        if random.next(below: 3) == 0 {
            made.aggregation = Aggregation(
                baseScorePlace: random.one(of: Aggregation.BaseScorePlace.allCases), scale: random.one(of: [1, 0.5, 3, -0.75]),
                divisor: random.one(of: [1, 3, 7, 100]))
        }
        return made
    }

    /// The builder with a random forest in it.
    public func builder(_ random: inout SeededRandom) -> EnsembleBuilder {
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, aggregation: aggregation, objective: objective, featureCount: featureCount,
            outputCount: outputCount, baseScores: (0..<outputCount).map { _ in sumValue(&random) }, linkScale: linkScale,
            linear: isLinear
                ? LinearWeights(weights: (0..<featureCount * outputCount).map { _ in sumValue(&random) }) : nil)
        if isLinear { return builder }
        for _ in 0..<random.next(below: treeCountMax + 1) { builder.append(tree(&random)) }
        return builder
    }

    public func ensemble(_ random: inout SeededRandom) throws(EnsembleError) -> TreeEnsemble {
        try builder(&random).build()
    }

    /// A tree in a random node order (node 0 is its root), grown by splitting a random leaf again and again.
    public func tree(_ random: inout SeededRandom) -> Tree {
        var nodes: [Tree.Node] = [.leaf(value: sumValue(&random))]
        // Leaves that may be split, the newest last.
        var open = depthMax > 0 ? [(node: 0, depth: 0)] : []
        // Splitting the newest leaf makes long thin trees, a random one bushy trees.
        let thinness = random.nextUnit()
        for _ in 0..<random.next(below: splitCountMax + 1) {
            if open.isEmpty { break }
            let chosen = random.nextUnit() < thinness ? open.count - 1 : random.next(below: open.count)
            let leaf = open.remove(at: chosen)
            let first = random.next(below: 2)
            nodes[leaf.node] = .split(
                Tree.Split(
                    feature: random.next(below: featureCount), test: test(&random), defaultLeft: random.next(below: 2) == 0,
                    missing: random.nextUnit() < unusualMissingShare ? random.one(of: MissingRule.allCases) : .nanIsMissing,
                    left: nodes.count + first, right: nodes.count + 1 - first))
            for _ in 0..<2 {
                if leaf.depth + 1 < depthMax { open.append((node: nodes.count, depth: leaf.depth + 1)) }
                nodes.append(.leaf(value: sumValue(&random)))
            }
        }
        return shuffled(Tree(output: random.next(below: outputCount), nodes: nodes), &random)
    }

    private func shuffled(_ tree: Tree, _ random: inout SeededRandom) -> Tree {
        let order = [0] + (1..<tree.nodes.count).shuffled(using: &random)
        var places = order
        for (place, node) in order.enumerated() { places[node] = place }
        let nodes = order.map { node in
            guard case .split(var split) = tree.nodes[node] else { return tree.nodes[node] }
            split.left = places[split.left]
            split.right = places[split.right]
            return .split(split)
        }
        return Tree(output: tree.output, nodes: nodes)
    }

    private func test(_ random: inout SeededRandom) -> Tree.Test {
        if random.nextUnit() < categoricalShare {
            let limit = random.one(of: [1, 3, 31, 32, 33, 64, 65, 300])
            let codes = (0..<limit).filter { _ in random.next(below: 3) == 0 }
            if random.nextUnit() < emptySetShare { return .categories([]) }
            if random.nextUnit() < hugeCodeShare { return .categories([7, EnsembleLimits.categoryCodeMax - 1]) }
            return .categories(codes.isEmpty ? [UInt32(limit - 1)] : codes.map { UInt32($0) })
        }
        let wide =
            random.nextUnit() < extremeShare
            ? random.one(of: [
                .infinity, -.infinity, 0, -0.0, 1e300, -1e300, 3e38, 1e-40, -1e-40, 0x1p-1060, 1e-35, MissingRule.zeroBand,
                Double(Float.greatestFiniteMagnitude), Double(Float.leastNonzeroMagnitude), 16_777_216,
            ])
            : random.one(of: [Double(random.next(below: 21)) - 10, random.nextUnit() * 20 - 10])
        return .threshold(arithmetic.thresholdWidth == .float32 ? Double(Float(wide)) : wide)
    }

    private func sumValue(_ random: inout SeededRandom) -> Double {
        let value = random.next(below: 30) == 0 ? -0.0 : random.nextUnit() * 2 - 1
        return arithmetic.sumWidth == .float32 ? Double(Float(value)) : value
    }
}

extension SeededRandom {
    /// One of `choices`, which are not empty.
    public mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[next(below: choices.count)] }
}
