import Base
import Forest
import ForestTraining
import TestSupport
import Testing

struct CategoricalSplitTests {
    private func categories(_ ensemble: TreeEnsemble) -> [[UInt32]] {
        ensemble.trees.flatMap(\.nodes).compactMap { node in
            if case .split(let split) = node, case .categories(let codes) = split.test { codes } else { nil }
        }
    }

    @Test func `two groups of many categories are told apart`() throws {
        // 40 categories of 50 rows; every third one is high.
        let rows = (0..<2000).map { [Float($0 % 40)] }
        let values = (0..<2000).map { Float($0 % 40 % 3 == 0 ? 10 : 0) }
        let forest = try TestTable(rows: rows, categorical: [0: 40]).train(values: values) {
            $0.treeCount = 1
            $0.maxLeaves = 2
        }
        let high: [UInt32] = (0..<40).filter { $0 % 3 == 0 }
        #expect(categories(forest.ensemble) == [high])
    }

    @Test func `a set holds no more categories than allowed, and none that is too rare`() throws {
        var random = TestSeed.random(71)
        let effects = (0..<120).map { _ in Float(random.nextUnit()) }
        // Category 0 has 5 rows and the largest effect.
        let rows = (0..<6000).map { index in [index < 5 ? Float(0) : Float(1 + random.next(below: 119))] }
        let values = rows.map { $0[0] == 0 ? 100 : effects[Int($0[0])] }
        let forest = try TestTable(rows: rows, categorical: [0: 120]).train(values: values) {
            $0.treeCount = 10
            $0.maxCategoriesPerSplit = 7
        }
        let sets = categories(forest.ensemble)
        #expect(!sets.isEmpty)
        #expect(sets.allSatisfy { $0.count <= 7 && !$0.contains(0) })
    }

    @Test func `noise in very many categories is not learned`() throws {
        var random = TestSeed.random(72)
        let rows = (0..<4000).map { _ in [Float(random.next(below: 400)), Float(random.nextUnit())] }
        let classes = rows.map { UInt32(random.nextUnit() < Double($0[1]) ? 1 : 0) }
        let (training, validation) = (Array(0..<UInt32(2000)), Array(UInt32(2000)..<4000))
        let test = TestTable(rows: rows, categorical: [0: 400])
        let withNoise = try test.train(classes: classes, trainingRows: training, validationRows: validation) {
            $0.treeCount = 30
        }
        let without = try TestTable(rows: rows.map { [$0[1]] })
            .train(classes: classes, trainingRows: training, validationRows: validation) { $0.treeCount = 30 }
        let loss = try #require(withNoise.history.last?.validationLoss)
        let best = try #require(without.history.last?.validationLoss)
        #expect(loss < best + 0.03)
    }

    @Test func `categories beyond the bins and unseen ones go right, in training as in scoring`() throws {
        var random = TestSeed.random(73)
        let rows = (0..<3000).map { _ in [Float(Int(random.nextUnit() * random.nextUnit() * 60))] }
        let values = rows.map { Float(Int($0[0]) % 5) }
        var test = TestTable(rows: rows, categorical: [0: 60], maxBins: 12)
        test = TestTable(rows: rows + [[60], [1000], [-3], [.nan]], bins: test.table.bins)
        let forest = try test.train(
            values: values + [0, 0, 0, 0], trainingRows: Array(0..<3000), validationRows: [3000, 3001, 3002, 3003]
        ) { $0.treeCount = 8 }
        let scorer = ReferenceScorer(forest.ensemble)
        let margins = test.rows.map { Float(scorer.margins($0.map { Double($0) })[0]) }
        #expect(margins == forest.trainingMargins + forest.validationMargins)
        #expect(categories(forest.ensemble).allSatisfy { $0.count <= 11 })
    }
}
