import CAllocationCounter
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct ScorerAllocationTests {
    @Test(.enabled(if: callocation_is_counting() != 0)) func `no way of scoring allocates`() throws {
        var random = TestSeed.random(20_036)
        for (arithmetic, isLinear) in [(Arithmetic.espalier, false), (.widest, false), (.espalier, true), (.widest, true)] {
            var made = RandomForest()
            made.arithmetic = arithmetic
            made.isLinear = isLinear
            made.objective = .softmax
            made.outputCount = 3
            let scorer = Scorer(FlatForest(try made.ensemble(&random)))
            let forest = scorer.forest
            let rows = [Float](repeating: 0.5, count: 100 * 8)
            let wideRows = [Double](repeating: 0.5, count: 100 * 8)
            var margins = [Double](repeating: 0, count: 100 * 3)
            var predictions = [Double](repeating: 1, count: 100 * 3)
            var leafIDs = [UInt32](repeating: 0, count: 100 * forest.treeCount)
            var visits = [UInt64](repeating: 0, count: forest.leafCount)
            // The first two calls may make the runtime build what it knows of generic types.
            for (round, rowCount) in [100, 1, 0, 1, 8, 9, 100].enumerated() {
                let before = callocation_count()
                unsafe scorer.margins(rows: rows, rowCount: rowCount, rowStride: 8, into: &margins)
                unsafe scorer.margins(rows: wideRows, rowCount: rowCount, rowStride: 8, into: &margins)
                unsafe scorer.predictions(margins: margins, rowCount: rowCount, into: &predictions)
                unsafe scorer.leafIDs(rows: rows, rowCount: rowCount, rowStride: 8, into: &leafIDs)
                unsafe scorer.leafVisits(rows: rows, rowCount: rowCount, rowStride: 8, into: &visits)
                let count = callocation_count() - before
                if round > 1 { #expect(count == 0, "\(rowCount) rows") }
            }
        }
    }
}
