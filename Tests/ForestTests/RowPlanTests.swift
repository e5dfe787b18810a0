import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

/// Shapes that plans for walking treat each in its own way.
struct RowPlanTests {
    private static let kernels = InstructionSet.allCases.filter(\.isSupported).flatMap { set in
        [KernelChoice.Design.rows, .nodes, .masks, .coded].map { KernelChoice(design: $0, instructionSet: set) }
    }

    @Test(arguments: kernels)
    func `complete trees of every depth, and deep ones, in every order`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_202)
        for arithmetic in [Arithmetic.espalier, .widest] {
            for outputCount in [1, 3] {
                var made = RandomForest()
                made.arithmetic = arithmetic
                made.outputCount = outputCount
                made.objective = outputCount == 1 ? .squaredError : .softmax
                var builder = EnsembleBuilder(
                    arithmetic: arithmetic, objective: made.objective, featureCount: made.featureCount,
                    outputCount: outputCount, baseScores: [Double](repeating: 0.5, count: outputCount))
                for _ in 0..<260 {
                    made.depthMax = random.one(of: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 60])
                    made.splitCountMax = 20 * made.depthMax
                    // Some runs of lots are of one depth, some are mixed.
                    for _ in 0..<random.one(of: [1, 1, 12]) { builder.append(made.tree(&random)) }
                }
                try expectReference(of: try builder.build(), kernels, &random)
            }
        }
    }

    @Test(arguments: kernels)
    func `every threshold is its own, so that trees are scored in groups`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_203)
        var made = RandomForest()
        made.arithmetic = .widest
        made.splitCountMax = 600
        made.depthMax = 12
        made.treeCountMax = 1
        made.featureCount = 40
        var builder = EnsembleBuilder(
            arithmetic: made.arithmetic, objective: .squaredError, featureCount: made.featureCount, outputCount: 1,
            baseScores: [0.5])
        for _ in 0..<80 { builder.append(made.tree(&random)) }
        try expectReference(of: try builder.build(), kernels, &random)
    }

    @Test(arguments: kernels)
    func `more columns than begin at multiples of 32`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_204)
        var made = RandomForest()
        made.featureCount = 700
        made.splitCountMax = 400
        made.treeCountMax = 20
        for share in [0, 0.4] {
            made.categoricalShare = share
            try expectReference(of: try made.ensemble(&random), kernels, &random)
        }
    }

    @Test(arguments: kernels)
    func `a tree of 40,000 leaves`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_205)
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .squaredError, featureCount: 8, outputCount: 1, baseScores: [0])
        for _ in 0..<3 { builder.append(deepTree(&random, leafCount: 40_000)) }
        try expectReference(of: try builder.build(), kernels, &random)
    }

    @Test(arguments: kernels) func `every count of rows gives the same margins`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_206)
        for arithmetic in [Arithmetic.espalier, .widest] {
            var made = RandomForest()
            made.arithmetic = arithmetic
            made.treeCountMax = 30
            let ensemble = try made.ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble), kernels: kernels)
            let source = RandomRows(for: ensemble)
            let rows = (0..<130).map { _ in source.float32(&random) }
            let expected = ScoredRows(rows.map { $0.map { Double($0) } }, byReference: ensemble).margins
            for count in 0...130 {
                let scored = ScoredRows(Array(rows[..<count]), by: scorer)
                #expect(scored.margins == Array(expected[..<count]), "\(count) rows")
            }
        }
    }

    private func expectReference(
        of ensemble: TreeEnsemble, _ kernels: KernelChoice, _ random: inout SeededRandom
    ) throws {
        let scorer = Scorer(FlatForest(ensemble), kernels: kernels)
        let source = RandomRows(for: ensemble)
        let rows = (0..<25).map { _ in source.float64(&random) }
        #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble))
        let narrowRows = rows.map { $0.map { Float($0) } }
        #expect(
            ScoredRows(narrowRows, by: scorer)
                == ScoredRows(narrowRows.map { $0.map { Double($0) } }, byReference: ensemble))
    }

    // Split where chance has it; thresholds from a few hundred.
    private func deepTree(_ random: inout SeededRandom, leafCount: Int) -> Tree {
        var nodes: [Tree.Node] = [.leaf(value: 0)]
        var leaves = [0]
        while leaves.count < leafCount {
            let chosen = random.next(below: leaves.count)
            let leaf = leaves[chosen]
            nodes[leaf] = .split(
                Tree.Split(
                    feature: random.next(below: 8), test: .threshold(Double(random.next(below: 200)) - 100),
                    defaultLeft: random.next(below: 2) == 0, left: nodes.count, right: nodes.count + 1))
            leaves[chosen] = nodes.count
            leaves.append(nodes.count + 1)
            nodes.append(.leaf(value: Double(Float(random.nextUnit()))))
            nodes.append(.leaf(value: Double(Float(random.nextUnit()))))
        }
        return Tree(output: 0, nodes: nodes)
    }
}
