import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

/// Forests that node-parallel plans take, by every instruction set: those without a kernel of their own read the same tables one by one.
struct NodePlanTests {
    private static let kernels = InstructionSet.allCases.filter(\.isSupported).map {
        KernelChoice(design: .nodes, instructionSet: $0)
    }

    @Test(arguments: kernels)
    func `trees of every form, in runs and mixed, score as the reference does`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_301)
        for (depthMax, splitCountMax) in [(6, 63), (8, 255), (60, 31), (3, 7), (8, 31)] {
            for _ in 0..<12 {
                var made = numericForest(&random)
                made.treeCountMax = 150
                made.depthMax = depthMax
                made.splitCountMax = splitCountMax
                try expectReference(of: try made.ensemble(&random), kernels, &random)
            }
        }
        for _ in 0..<20 {
            var made = numericForest(&random)
            var builder = made.builder(&random)
            for _ in 0..<8 {
                (made.depthMax, made.splitCountMax) = random.one(of: [(0, 0), (6, 63), (8, 255), (60, 31)])
                for _ in 0..<8 + random.next(below: 30) { builder.append(made.tree(&random)) }
            }
            try expectReference(of: try builder.build(), kernels, &random)
        }
    }

    @Test(arguments: kernels)
    func `columns up to what two registers hold, of features side by side and far apart`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_302)
        for featureCount in [1, 15, 17, 33, 64, 127, 129, 1_000, 3_000] {
            for _ in 0..<6 {
                var made = numericForest(&random)
                made.featureCount = featureCount
                // So few rules or splits that there are never more columns than 128.
                made.unusualMissingShare = featureCount > 25 ? 0 : made.unusualMissingShare
                made.treeCountMax = featureCount > 64 ? 12 : 60
                made.splitCountMax = featureCount > 64 ? 9 : 31
                try expectReference(of: try made.ensemble(&random), kernels, &random)
            }
        }
    }

    @Test(arguments: kernels)
    func `a column of every length is searched to its end`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_303)
        for arithmetic in [Arithmetic.espalier, .widest] {
            for count in [1, 2, 15, 16, 17, 31, 32, 33, 240, 254, 255, 256, 300] {
                var builder = EnsembleBuilder(
                    arithmetic: arithmetic, objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [0.5])
                for threshold in 0..<count {
                    builder.append(
                        Tree(
                            output: 0,
                            nodes: [
                                .split(
                                    Tree.Split(
                                        feature: 0, test: .threshold(threshold == count - 1 ? .infinity : Double(threshold)),
                                        defaultLeft: count % 2 == 0, left: 1, right: 2)),
                                .leaf(value: Double(threshold)), .leaf(value: Double(Float(random.nextUnit()))),
                            ]))
                }
                let rows = [-.infinity, .infinity, .nan] + (0...count).flatMap { [Double($0) - 0.5, Double($0)] }
                try expectReference(of: try builder.build(), kernels, rows: rows.map { [$0] })
            }
        }
    }

    @Test func `what does not suit is scored by rows`() throws {
        var random = TestSeed.random(20_304)
        var made = RandomForest()
        made.categoricalShare = 1
        made.treeCountMax = 40
        var builder = made.builder(&random)
        made.splitCountMax = 31
        for _ in 0..<20 { builder.append(made.tree(&random)) }
        let scorer = Scorer(FlatForest(try builder.build()), kernels: KernelChoice(design: .nodes))
        #expect(scorer.planSummary.choices.allSatisfy { $0.design == .rows })
    }

    private func numericForest(_ random: inout SeededRandom) -> RandomForest {
        var made = RandomForest.any(&random)
        made.isLinear = false
        made.categoricalShare = 0
        made.featureCount = random.one(of: [1, 4, 16, 20])
        made.treeCountMax = 5
        made.depthMax = 6
        made.splitCountMax = 31
        return made
    }

    private func expectReference(of ensemble: TreeEnsemble, _ kernels: KernelChoice, _ random: inout SeededRandom) throws {
        let source = RandomRows(for: ensemble)
        try expectReference(of: ensemble, kernels, rows: (0..<random.one(of: [1, 2, 20])).map { _ in source.float64(&random) })
    }

    private func expectReference(of ensemble: TreeEnsemble, _ kernels: KernelChoice, rows: [[Double]]) throws {
        let forest = FlatForest(ensemble)
        let scorer = Scorer(forest, kernels: kernels)
        #expect(forest.treeCount == 0 || scorer.planSummary.choices.allSatisfy { $0.design == .nodes })
        #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble))
        let narrowRows = rows.map { $0.map { Float($0) } }
        #expect(
            ScoredRows(narrowRows, by: scorer)
                == ScoredRows(narrowRows.map { $0.map { Double($0) } }, byReference: ensemble))
    }
}
