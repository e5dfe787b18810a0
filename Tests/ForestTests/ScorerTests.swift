import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct ScorerTests {
    @Test func `every count of rows around the lanes and blocks gives the same margins`() throws {
        var random = TestSeed.random(20_030)
        var made = RandomForest()
        made.treeCountMax = 9
        for arithmetic in [Arithmetic.espalier, .widest] {
            made.arithmetic = arithmetic
            let ensemble = try made.ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble))
            let source = RandomRows(for: ensemble)
            let rows = (0..<300).map { _ in source.float32(&random) }
            let expected = ScoredRows(rows.map { $0.map { Double($0) } }, byReference: ensemble).margins
            for count in Array(0...70) + [127, 128, 129, 255, 256, 257, 300] {
                #expect(ScoredRows(Array(rows[..<count]), by: scorer).margins == Array(expected[..<count]), "\(count) rows")
            }
        }
    }

    @Test func `more trees than are walked at a time`() throws {
        var random = TestSeed.random(20_031)
        for categoricalShare in [0, 0.3] {
            var made = RandomForest()
            made.treeCountMax = 1
            made.splitCountMax = 12
            made.categoricalShare = categoricalShare
            made.unusualMissingShare = 0
            for treeCount in [63, 64, 65, 255, 256, 257, 600] {
                var builder = EnsembleBuilder(
                    arithmetic: .espalier, objective: .squaredError, featureCount: 8, outputCount: 1, baseScores: [0.5])
                for _ in 0..<treeCount { builder.append(made.tree(&random)) }
                let ensemble = try builder.build()
                let scorer = Scorer(FlatForest(ensemble))
                let source = RandomRows(for: ensemble)
                for count in [1, 3, 9] {
                    let rows = (0..<count).map { _ in source.float64(&random) }
                    #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble), "\(treeCount) trees")
                }
            }
        }
    }

    @Test func `so many features that a node no longer fits eight bytes`() throws {
        var random = TestSeed.random(20_032)
        var made = RandomForest()
        made.featureCount = EnsembleLimits.featureCountMax
        made.splitCountMax = 3000
        made.depthMax = 20
        var tree = made.tree(&random)
        while tree.splitCount < 600 { tree = made.tree(&random) }
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .squaredError, featureCount: made.featureCount, outputCount: 1, baseScores: [0])
        builder.append(tree)
        let ensemble = try builder.build()
        let scorer = Scorer(FlatForest(ensemble))
        #expect(scorer.planByteCount >= 16 * scorer.forest.nodeCount)
        let row = (0..<made.featureCount).map { _ in random.nextUnit() * 24 - 12 }
        #expect(ScoredRows([row], by: scorer) == ScoredRows([row], byReference: ensemble))
        #expect(ScoredRows([row.map { Float($0) }], by: scorer) == ScoredRows([row], byReference: ensemble))
    }

    @Test func `a forest that begins with a split of zero as missing, categories later`() throws {
        func split(_ test: Tree.Test, _ missing: MissingRule, left: Int, right: Int) -> Tree.Node {
            .split(Tree.Split(feature: 0, test: test, defaultLeft: true, missing: missing, left: left, right: right))
        }
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [0])
        builder.append(
            Tree(
                output: 0,
                nodes: [split(.threshold(0x1p100), .zeroIsMissing, left: 1, right: 2), .leaf(value: 1), .leaf(value: 2)]))
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    split(.threshold(50), .nanIsMissing, left: 1, right: 2),
                    split(.categories([3, 4]), .nanIsMissing, left: 3, right: 4), .leaf(value: 4), .leaf(value: 8),
                    .leaf(value: 16),
                ]))
        let ensemble = try builder.build()
        let rows: [[Float]] = [0, 3, 5, 51, 1e20, 0x1p100, 3e38, .infinity, -.infinity, .nan].map { [$0] }
        let scorer = Scorer(FlatForest(ensemble))
        #expect(
            ScoredRows(rows, by: scorer) == ScoredRows(rows.map { $0.map { Double($0) } }, byReference: ensemble))
        for row in rows {
            #expect(ScoredRows([row], by: scorer) == ScoredRows([row.map { Double($0) }], byReference: ensemble))
        }
    }

    @Test func `the largest category code`() throws {
        var random = TestSeed.random(20_037)
        var made = RandomForest()
        made.featureCount = 1
        made.splitCountMax = 8
        made.categoricalShare = 1
        made.hugeCodeShare = 0.5
        for arithmetic in [Arithmetic.espalier, .widest] {
            made.arithmetic = arithmetic
            var builder = EnsembleBuilder(
                arithmetic: arithmetic, objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [0])
            for _ in 0..<3 { builder.append(made.tree(&random)) }
            let ensemble = try builder.build()
            let scorer = Scorer(FlatForest(ensemble))
            let rows: [[Float]] = [16_777_214, 16_777_215, 16_777_216, 7, 7.5, 8, -7].map { [$0] }
            #expect(
                ScoredRows(rows, by: scorer) == ScoredRows(rows.map { $0.map { Double($0) } }, byReference: ensemble))
        }
    }

    @Test func `a forest too large for the cache is scored in other blocks, to the same bits`() throws {
        var random = TestSeed.random(20_033)
        var made = RandomForest()
        made.splitCountMax = 400
        made.depthMax = 14
        var trees: [Tree] = []
        for _ in 0..<40 { trees.append(made.tree(&random)) }
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .squaredError, featureCount: 8, outputCount: 1, baseScores: [0])
        // The same trees again and again: large, quickly made.
        for index in 0..<900 { builder.append(trees[index % trees.count]) }
        let ensemble = try builder.build()
        let scorer = Scorer(FlatForest(ensemble))
        #expect(scorer.planByteCount > 1 << 20)
        let source = RandomRows(for: ensemble)
        let rows = (0..<20).map { _ in source.float32(&random) }
        #expect(
            ScoredRows(rows, by: scorer) == ScoredRows(rows.map { $0.map { Double($0) } }, byReference: ensemble))
    }

    @Test func `leaf ids and visits are the reference's`() throws {
        var random = TestSeed.random(20_034)
        for _ in 0..<60 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let forest = FlatForest(ensemble)
            let scorer = Scorer(forest)
            let source = RandomRows(for: ensemble)
            let rows = (0..<random.one(of: [0, 1, 7, 70])).map { _ in source.float32(&random) }
            let reference = ReferenceScorer(ensemble)
            let expected = rows.map { reference.leafIDs($0.map { Double($0) }) }
            #expect(scorer.leafIDs(of: rows) == expected.flatMap { $0.map { UInt32($0) } })

            var visits = [UInt64](repeating: 1, count: forest.leafCount)
            for (tree, start) in zip(0..<forest.treeCount, forest.leafCounts.reduce(into: [0]) { $0.append($0.last! + $1) }) {
                for leaves in expected { visits[start + leaves[tree]] += 1 }
            }
            #expect(scorer.leafVisits(of: rows, from: 1) == visits)
        }
    }

    @Test func `predictions are the reference's, also in place`() throws {
        var random = TestSeed.random(20_035)
        for _ in 0..<120 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble))
            let source = RandomRows(for: ensemble)
            let rows = (0..<9).map { _ in source.float32(&random) }
            let reference = ReferenceScorer(ensemble)
            let expected = rows.flatMap { reference.predictions($0.map { Double($0) }).map(\.bitPattern) }
            #expect(scorer.predictions(of: rows).map(\.bitPattern) == expected)
        }
    }

    @Test func `what a call is expected to cost grows with its rows and its trees, whichever plan takes it`() throws {
        var random = TestSeed.random(20_040)
        for design in KernelChoice.Design.allCases {
            var made = RandomForest()
            made.treeCountMax = 1
            made.splitCountMax = 30
            made.categoricalShare = 0
            var costs: [Double] = []
            for treeCount in [1, 20, 400] {
                var builder = EnsembleBuilder(
                    arithmetic: .espalier, objective: .squaredError, featureCount: 8, outputCount: 1, baseScores: [0.5])
                for _ in 0..<treeCount { builder.append(made.tree(&random)) }
                let scorer = Scorer(FlatForest(try builder.build()), kernels: KernelChoice(design: design))
                #expect(scorer.expectedNanoseconds(rowCount: 0) == 0)
                let rowCounts = [1, 1_000, 100_000].map { scorer.expectedNanoseconds(rowCount: $0) }
                #expect(rowCounts[0] > 0 && rowCounts == rowCounts.sorted() && rowCounts[2] > 20 * rowCounts[1])
                costs.append(rowCounts[1])
            }
            #expect(costs == costs.sorted() && costs[2] > 3 * costs[1], "\(design): \(costs)")
        }
    }
}

extension Arithmetic {
    /// float64 throughout and `<=`, LightGBM's.
    static let widest = Arithmetic(
        inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)
}

extension Scorer {
    /// Visits of all leaves, each count beginning at `start`.
    func leafVisits(of rows: [[Float]], from start: UInt64) -> [UInt64] {
        let flat = rows.flatMap { $0 }
        var counts = [UInt64](repeating: start, count: forest.leafCount)
        unsafe flat.withUnsafeBufferPointer { flat in
            unsafe counts.withUnsafeMutableBufferPointer { counts in
                guard let rowStart = flat.baseAddress, let into = counts.baseAddress else { return }
                unsafe self.leafVisits(rows: rowStart, rowCount: rows.count, rowStride: forest.featureCount, into: into)
            }
        }
        return counts
    }
}
