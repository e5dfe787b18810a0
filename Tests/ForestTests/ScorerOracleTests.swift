import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct ScorerOracleTests {
    @Test func `every forest scores as the reference does, bit for bit`() throws {
        var random = TestSeed.random(20_001)
        for _ in 0..<1500 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble))
            let source = RandomRows(for: ensemble)
            let rows = (0..<random.next(below: 41)).map { _ in source.float64(&random) }
            #expect(ScoredRows(rows, by: scorer) == ScoredRows(rows, byReference: ensemble))
            let narrowRows = rows.map { $0.map { Float($0) } }
            #expect(
                ScoredRows(narrowRows, by: scorer)
                    == ScoredRows(narrowRows.map { $0.map { Double($0) } }, byReference: ensemble))
        }
    }
}
