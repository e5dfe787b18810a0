import Base
import Forest
import ForestTraining
import TestSupport
import Testing

/// Histograms against the exhaustive search, on tables small enough for it.
struct BruteForceTests {
    /// The rows of each leaf by the trained tree, and all gains.
    private func compare(_ forest: TrainedForest, _ rows: [[Float]], with expected: BruteForceTree) {
        let scorer = ReferenceScorer(forest.ensemble)
        var leaves: [Int: [Int]] = [:]
        for (index, row) in rows.enumerated() { leaves[scorer.leafIDs(row.map { Double($0) })[0], default: []].append(index) }
        let (expectedLeaves, gains) = expected.grow()
        #expect(Set(leaves.values) == Set(expectedLeaves))
        let total = gains.reduce(0, +)
        #expect(abs(forest.gains.reduce(0, +) - total) <= 1e-6 * max(total, 1))
    }

    private func parameters(_ random: inout SeededRandom) -> TrainingParameters {
        var parameters = TrainingParameters()
        exact(&parameters)
        parameters.maxLeaves = random.next(below: 7) + 2
        parameters.minChildRows = random.next(below: 4) + 1
        parameters.lambda = [0, 1, 2.5][random.next(below: 3)]
        parameters.minGain = [0, 0, 0.3][random.next(below: 3)]
        return parameters
    }

    @Test func `a tree of ordered features with missing values is the exhaustive search's`() throws {
        var random = TestSeed.random(61)
        for _ in 0..<120 {
            let rowCount = random.next(below: 40) + 2
            let featureCount = random.next(below: 4) + 1
            let rows = (0..<rowCount).map { _ in
                (0..<featureCount).map { feature in
                    random.next(below: 5) == 0
                        ? Float.nan : feature == 0 ? Float(random.nextUnit()) : Float(random.next(below: 6))
                }
            }
            let values = (0..<rowCount).map { _ in Float(random.nextUnit() * 10) }
            let chosen = parameters(&random)
            let forest = try TestTable(rows: rows).train(values: values) { $0 = chosen }
            compare(forest, rows, with: BruteForceTree(rows: rows, values: values, parameters: chosen))
        }
    }

    @Test func `of few categories the best subset is found, missing rows included`() throws {
        var random = TestSeed.random(62)
        for _ in 0..<120 {
            let rowCount = random.next(below: 30) + 4
            let rows = (0..<rowCount).map { _ in
                [random.next(below: 6) == 0 ? Float.nan : Float(random.next(below: 4)), Float(random.next(below: 3))]
            }
            let values = (0..<rowCount).map { _ in Float(random.nextUnit() * 10) }
            var chosen = parameters(&random)
            // With one split every category of the table is a candidate, as the exhaustive search has it.
            chosen.maxLeaves = 2
            // The best subset is a prefix of the order only when lambda and the rows of a child do not interfere.
            chosen.lambda = 0
            chosen.minChildRows = 1
            let forest = try TestTable(rows: rows, categorical: [0: 4]).train(values: values) { $0 = chosen }
            compare(
                forest, rows, with: BruteForceTree(rows: rows, values: values, parameters: chosen, categorical: [0]))
        }
    }
}
