import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

/// Forests that plans of masks take, by the kernel of this CPU and by the portable one, which reads the same tables byte by byte.
struct MaskPlanTests {
    private static let kernels = [InstructionSet.portable, .avx2].filter(\.isSupported).map {
        KernelChoice(design: .masks, instructionSet: $0)
    }

    @Test(arguments: kernels)
    func `trees of every form score as the reference does`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_401)
        for (depthMax, splitCountMax) in [(6, 63), (60, 31), (3, 7)] {
            for categoricalShare in [0, 0.5] {
                for treeCount in [1, 3, 12, 33, 70, 150] {
                    var made = smallForest(&random)
                    made.categoricalShare = categoricalShare
                    made.depthMax = depthMax
                    made.splitCountMax = splitCountMax
                    var builder = made.builder(&random)
                    for _ in 0..<treeCount { builder.append(made.tree(&random)) }
                    let forest = try builder.build()
                    let scorer = try expectReference(of: forest, kernels, &random)
                    #expect(scorer.planSummary.choices.allSatisfy { $0.design == .masks })
                }
            }
        }
    }

    @Test(arguments: kernels)
    func `trees of eight levels score as the reference does, alone and among shallow ones`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_403)
        for treeCount in [12, 33, 40, 64] {
            for shallowShare in [0, 0.3] {
                var made = smallForest(&random)
                var builder = made.builder(&random)
                for _ in 0..<treeCount {
                    (made.depthMax, made.splitCountMax) = random.nextUnit() < shallowShare ? (6, 63) : (8, 255)
                    builder.append(made.tree(&random))
                }
                let scorer = try expectReference(of: try builder.build(), kernels, &random)
                #expect(scorer.planSummary.choices.allSatisfy { $0.design == .masks })
            }
        }
    }

    @Test(arguments: kernels)
    func `runs of several forms keep the order of the trees`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_402)
        for _ in 0..<20 {
            var made = smallForest(&random)
            var builder = made.builder(&random)
            for _ in 0..<8 {
                (made.depthMax, made.splitCountMax) = random.one(of: [(0, 0), (6, 63), (60, 31)])
                made.categoricalShare = random.one(of: [0, 0.3])
                for _ in 0..<random.next(below: 70) { builder.append(made.tree(&random)) }
            }
            builder.append(made.tree(&random))
            _ = try expectReference(of: try builder.build(), kernels, &random)
        }
    }

    @Test(arguments: kernels)
    func `a tree of 32 leaves is a chain, or turns at every split`(_ kernels: KernelChoice) throws {
        for nodes in [chain(leafCount: 32), balanced(leafCount: 32)] {
            var builder = EnsembleBuilder(
                arithmetic: .widest, objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [0.5])
            builder.append(Tree(output: 0, nodes: nodes))
            let rows = (0..<70).map { [Double($0) / 2] } + [[.nan]]
            let scorer = try expectReference(of: try builder.build(), kernels, rows: rows)
            #expect(scorer.planSummary.choices.allSatisfy { $0.design == .masks })
        }
    }

    private func split(_ threshold: Int, left: Int, right: Int) -> Tree.Node {
        .split(
            Tree.Split(feature: 0, test: .threshold(Double(threshold)), defaultLeft: threshold % 2 == 0, left: left, right: right)
        )
    }

    private func chain(leafCount: Int) -> [Tree.Node] {
        (1..<leafCount).flatMap { [split($0, left: 2 * $0 - 1, right: 2 * $0), .leaf(value: Double($0))] }
            + [.leaf(value: Double(leafCount))]
    }

    private func balanced(leafCount: Int) -> [Tree.Node] {
        (1..<leafCount).map { node in
            let level = Int.bitWidth - 1 - node.leadingZeroBitCount
            let width = leafCount >> level
            return split((node - 1 << level) * width + width / 2, left: 2 * node - 1, right: 2 * node)
        } + (0..<leafCount).map { .leaf(value: Double($0)) }
    }

    private func smallForest(_ random: inout SeededRandom) -> RandomForest {
        var made = RandomForest.any(&random)
        made.isLinear = false
        made.categoricalShare = 0
        made.hugeCodeShare = 0
        made.featureCount = random.one(of: [1, 4, 10])
        return made
    }

    private func expectReference(
        of ensemble: TreeEnsemble, _ kernels: KernelChoice, _ random: inout SeededRandom
    ) throws -> Scorer {
        let source = RandomRows(for: ensemble)
        return try expectReference(
            of: ensemble, kernels, rows: (0..<random.one(of: [1, 2, 20])).map { _ in source.float64(&random) })
    }

    private func expectReference(of ensemble: TreeEnsemble, _ kernels: KernelChoice, rows: [[Double]]) throws -> Scorer {
        let scorer = Scorer(FlatForest(ensemble), kernels: kernels)
        #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble))
        let narrowRows = rows.map { $0.map { Float($0) } }
        #expect(
            ScoredRows(narrowRows, by: scorer)
                == ScoredRows(narrowRows.map { $0.map { Double($0) } }, byReference: ensemble))
        return scorer
    }
}
