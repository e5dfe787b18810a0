import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct ScorerOracleTests {
    static let kernels =
        [KernelChoice.Design.auto, .walk, .rows].map { KernelChoice(design: $0) }
        + InstructionSet.allCases.filter(\.isSupported).flatMap { set in
            [KernelChoice.Design.slice, .rows, .nodes, .masks, .coded].map { KernelChoice(design: $0, instructionSet: set) }
        }

    @Test(arguments: kernels)
    func `every forest scores as the reference does, bit for bit`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_001)
        for _ in 0..<400 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let rowCount = random.next(below: 4) == 0 ? random.next(below: 300) : random.next(below: 41)
            try check(ensemble, kernels, rowCount: rowCount, &random)
        }
    }

    @Test(arguments: kernels)
    func `row counts around the widths of blocks and lanes make no difference`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_002)
        for width in [1, 8, 16, 32, 64, 128, 256, 512, 1024] {
            for rowCount in [width - 1, width, width + 1] {
                var shape = RandomForest.any(&random)
                shape.treeCountMax = 5
                try check(try shape.ensemble(&random), kernels, rowCount: rowCount, &random)
            }
        }
    }

    @Test(arguments: kernels)
    func `large trees, many predicates and many columns score as the reference does`(_ kernels: KernelChoice) throws {
        var random = TestSeed.random(20_003)
        for splitCountMax in [255, 300, 1_000, 3_000] {
            for featureCount in [3, 40, 300, 2_000] {
                var shape = RandomForest.any(&random)
                shape.treeCountMax = 12
                shape.splitCountMax = splitCountMax
                shape.depthMax = random.one(of: [8, 14, 40])
                shape.featureCount = featureCount
                try check(try shape.ensemble(&random), kernels, rowCount: random.one(of: [1, 70, 130]), &random)
            }
        }
    }

    private func check(
        _ ensemble: TreeEnsemble, _ kernels: KernelChoice, rowCount: Int, _ random: inout SeededRandom
    ) throws {
        let scorer = Scorer(FlatForest(ensemble), kernels: kernels)
        let source = RandomRows(for: ensemble)
        let rows = (0..<rowCount).map { _ in source.float64(&random) }
        #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble))
        let narrowRows = rows.map { $0.map { Float($0) } }
        #expect(
            ScoredRows(narrowRows, by: scorer)
                == ScoredRows(narrowRows.map { $0.map { Double($0) } }, byReference: ensemble))
    }
}
