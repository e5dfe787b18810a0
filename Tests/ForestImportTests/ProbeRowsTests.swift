import Base
import Forest
import ForestImport
import ForestTestSupport
import TestSupport
import Testing

/// Rows made from a model: what they meet, that nothing is left out, and that one seed gives one file.
struct ProbeRowsTests {
    private static func rows(_ forest: FlatForest, seed: UInt64 = 1, meetsInfinities: Bool = true) -> (
        rows: [ProbeRows.Row], unreachable: Int, open: Int
    ) {
        var probe = ProbeRows(forest, seed: seed, meetsInfinities: meetsInfinities)
        var rows: [ProbeRows.Row] = []
        while let row = probe.next() { rows.append(row) }
        return (rows, probe.unreachablePairCount, probe.openPairCount)
    }

    private static let lightGBM = Arithmetic(
        inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)

    private static func stump(_ test: Tree.Test, _ arithmetic: Arithmetic, missing: MissingRule = .nanIsMissing) throws
        -> FlatForest
    {
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, objective: .identity, featureCount: 2, outputCount: 1, baseScores: [0])
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    .split(Tree.Split(feature: 1, test: test, defaultLeft: true, missing: missing, left: 1, right: 2)),
                    .leaf(value: 1), .leaf(value: 2),
                ]))
        return FlatForest(try builder.build())
    }

    @Test func `a threshold of a float32 model meets its neighbours, zeros, the zero band, tiny, huge and infinite numbers`()
        throws
    {
        let rows = Self.rows(try Self.stump(.threshold(1.5), .espalier)).rows
        let values = Set(rows.map { $0.values[1] })
        let expected: [Float] = [
            1.5, Float(1.5).nextDown, Float(1.5).nextUp, 0, 1e-35, Float(1e-35).nextUp, Float(1e-35).nextDown,
            .leastNonzeroMagnitude,
            .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity,
        ]
        for value in expected { #expect(values.contains(Double(value)), "\(value)") }
        #expect(values.contains { $0.isNaN } && rows.contains { $0.values[1].sign == .minus && $0.values[1] == 0 })
        #expect(rows.allSatisfy { row in row.values.allSatisfy { $0.isNaN || Double(Float($0)) == $0 } })
    }

    @Test func `a threshold of a float64 model meets the neighbours in both widths`() throws {
        let values = Set(Self.rows(try Self.stump(.threshold(0.1), Self.lightGBM)).rows.map { $0.values[1] })
        for value in [0.1, 0.1.nextDown, 0.1.nextUp, Double(Float(0.1)), Double(Float(0.1).nextDown)] {
            #expect(values.contains(value), "\(value)")
        }
    }

    @Test func `a category set meets codes that are listed, unlisted, negative, fractional and too large`() throws {
        let rows = Self.rows(try Self.stump(.categories([1, 3]), Self.lightGBM)).rows
        let values = rows.map { $0.values[1] }
        let neighbours = values.filter { $0 >= 0 && $0 < 64 && ![1, 1.75, 3, 3.75].contains($0) }
        #expect(values.contains { $0 == 1 || $0 == 3 } && !neighbours.isEmpty)
        #expect(values.contains(-1) && values.contains(-0.5) && values.contains(0x1p24) && values.contains(0x1p40))
        #expect(values.contains { $0 == 1.75 || $0 == 3.75 } && values.contains { $0.isNaN })
    }

    @Test func `infinities go to each feature, not to each split, when the library refuses them`() throws {
        let rows = Self.rows(try Self.stump(.threshold(1.5), .espalier), meetsInfinities: false).rows
        #expect(rows.count { $0.kind == .infinity } == 4)
        #expect(rows.count { $0.values.contains { $0.isInfinite } } == 4)
    }

    @Test func `every pair of a split and a value is met, or shown to be out of reach, in random forests of every arithmetic`()
        throws
    {
        var random = TestSeed.random(0x9B0BE)
        for round in 0..<60 {
            let forest = FlatForest(try RandomForest.any(&random).ensemble(&random))
            let (rows, unreachable, open) = Self.rows(forest, seed: random.next())
            #expect(open == 0, "round \(round)")
            var map = ProbeCoverageMap(forest)
            for row in rows { map.mark(row.values) }
            let met = map.counts().reduce(0) { $0 + $1.metCount }
            let all = map.counts().reduce(0) { $0 + $1.count }
            #expect(met + unreachable >= all && met <= all, "round \(round): \(met) + \(unreachable) of \(all)")
        }
    }

    @Test func `what is called out of reach is: no value of a grid gets there`() throws {
        // Below the root's left side nothing above 1 arrives, so the threshold 2 cannot be met there.
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .identity, featureCount: 1, outputCount: 1, baseScores: [0])
        builder.append(
            Tree(
                output: 0,
                nodes: [
                    .split(Tree.Split(feature: 0, test: .threshold(1), defaultLeft: false, left: 1, right: 2)),
                    .split(Tree.Split(feature: 0, test: .threshold(2), defaultLeft: true, left: 3, right: 4)),
                    .leaf(value: 1), .leaf(value: 2), .leaf(value: 3),
                ]))
        let forest = FlatForest(try builder.build())
        let (rows, unreachable, _) = Self.rows(forest)
        var map = ProbeCoverageMap(forest)
        for row in rows { map.mark(row.values) }
        let threshold = try #require(map.counts().first { $0.kind == .threshold })
        #expect(threshold.metCount == 1 && threshold.count == 2)
        // Threshold and both neighbours, missing, largest, infinite.
        #expect(unreachable == 6)
    }

    @Test func `one seed gives the same rows, another seed others`() throws {
        var random = SeededRandom(seed: 7)
        let forest = FlatForest(try RandomForest().ensemble(&random))
        let bits = { (rows: [ProbeRows.Row]) in rows.map { $0.values.map(\.bitPattern) } }
        #expect(bits(Self.rows(forest).rows) == bits(Self.rows(forest).rows))
        #expect(bits(Self.rows(forest).rows) != bits(Self.rows(forest, seed: 2).rows))
    }

    @Test func `a linear model is given each feature missing, zero and tiny, and numbers at random`() throws {
        let forest = FlatForest(
            try EnsembleBuilder(
                arithmetic: .espalier, objective: .identity, featureCount: 2, outputCount: 1, baseScores: [0],
                linear: LinearWeights(weights: [1, 2])
            ).build())
        let rows = Self.rows(forest, meetsInfinities: false).rows
        #expect(rows.contains { $0.kind == .missing && $0.values[1].isNaN } && rows.contains { $0.kind == .random })
    }
}
