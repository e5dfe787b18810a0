import Base
import Forest
import ForestTraining
import Statistics
import TestSupport
import Testing

/// Whole trainings: what is kept of them, and that nothing depends on chance.
struct TrainingTests {
    private static let table: RandomTable = {
        var random = SeededRandom(seed: 81)
        return RandomTable(rowCount: 20_000, featureCount: 11, categoryCount: 30, classCount: 3, random: &random)
    }()

    private enum Task: CaseIterable {
        case binary, multiclass, regression
    }

    private func train(
        _ task: Task, validationFrom: Int = 15_000, progress: (RoundReport) -> RoundDecision = { _ in .proceed },
        parameters: (inout TrainingParameters) -> Void
    ) throws -> TrainedForest {
        let random = Self.table
        let training = Array(0..<UInt32(validationFrom))
        let validation = Array(UInt32(validationFrom)..<UInt32(random.test.rows.count))
        let settings: (inout TrainingParameters) -> Void = {
            $0.treeCount = 8
            parameters(&$0)
        }
        switch task {
        case .binary:
            return try random.test.train(
                classes: random.classes.map { min($0, 1) }, trainingRows: training, validationRows: validation,
                progress: progress, parameters: settings)
        case .multiclass:
            return try random.test.train(
                classes: random.classes, count: 3, trainingRows: training, validationRows: validation, progress: progress,
                parameters: settings)
        case .regression:
            return try random.test.train(
                values: random.values, trainingRows: training, validationRows: validation, progress: progress,
                parameters: settings)
        }
    }

    /// Margins, leaf visits and losses against the raw rows, scored by the oracle.
    private func checkAgainstOracle(_ forest: TrainedForest, validationFrom: Int = 15_000) {
        let scorer = ReferenceScorer(forest.ensemble)
        var margins: [Float] = []
        var visits = forest.leafVisits.map { [Int](repeating: 0, count: $0.count) }
        for (index, row) in Self.table.test.rows.enumerated() {
            let row = row.map { Double($0) }
            margins += scorer.margins(row).map { Float($0) }
            if index < validationFrom {
                for (tree, leaf) in scorer.leafIDs(row).enumerated() { visits[tree][leaf] += 1 }
            }
        }
        #expect((forest.trainingMargins + forest.validationMargins).map(\.bitPattern) == margins.map(\.bitPattern))
        #expect(forest.leafVisits == visits)
    }

    @Test(arguments: Task.allCases) private func `margins and leaf visits are the scorer's, bit for bit`(task: Task) throws {
        checkAgainstOracle(try train(task) { _ in })
    }

    @Test func `margins stay exact with row and column samples, and after trees are dropped`() throws {
        let forest = try train(.multiclass) {
            $0.subsample = 0.4
            $0.columnSample = 0.5
            $0.treeCount = 40
            $0.learningRate = 0.9
            $0.minChildRows = 2
            $0.earlyStoppingRounds = 2
        }
        #expect(forest.bestRound < forest.history.count)
        checkAgainstOracle(forest)
    }

    @Test(arguments: Task.allCases) private func `any number of threads gives the same bits`(task: Task) throws {
        func settings(_ parameters: inout TrainingParameters, threadCount: Int) {
            parameters.threadCount = threadCount
            parameters.subsample = 0.8
            parameters.columnSample = 0.7
            parameters.seed = 5
        }
        let one = try train(task) { settings(&$0, threadCount: 1) }
        for threadCount in [1, 2, 3, 8] {
            let other = try train(task) { settings(&$0, threadCount: threadCount) }
            #expect(other.ensemble == one.ensemble)
            #expect(other.history == one.history)
            #expect(other.gains == one.gains)
            #expect(other.leafVisits == one.leafVisits)
            #expect(other.trainingMargins == one.trainingMargins)
            #expect(other.validationMargins == one.validationMargins)
        }
    }

    @Test func `another seed samples otherwise, and without samples the seed changes nothing`() throws {
        let sampled = try (0..<2).map { seed in
            try train(.binary) {
                $0.subsample = 0.5
                $0.seed = UInt64(seed)
            }
        }
        #expect(sampled[0].ensemble != sampled[1].ensemble)
        let whole = try (0..<2).map { seed in try train(.binary) { $0.seed = UInt64(seed) } }
        #expect(whole[0].ensemble == whole[1].ensemble)
    }

    @Test func `little histogram memory costs time, not bits`() throws {
        let ample = try train(.regression) { $0.maxLeaves = 63 }
        let scarce = try train(.regression) {
            $0.maxLeaves = 63
            $0.histogramByteCountMax = 1
        }
        #expect(scarce.ensemble == ample.ensemble)
    }

    @Test(arguments: Task.allCases) private func `the reported losses are those of the margins`(task: Task) throws {
        let forest = try train(task) { _ in }
        let margins = forest.trainingMargins.map { Double($0) }
        let reported = try #require(forest.history.last?.trainingLoss)
        let ensemble = forest.ensemble
        let predictions = Self.table.test.rows[..<15_000].map { ReferenceScorer(ensemble).predictions($0.map { Double($0) }) }
        let loss: Double
        switch task {
        case .regression:
            loss = RegressionMetrics.rmse(predictions: margins, targets: Self.table.values[..<15_000].map { Double($0) })
        case .binary:
            loss = BinaryMetrics.logLoss(
                probabilities: predictions.map { $0[0] }, positives: Self.table.classes[..<15_000].map { $0 > 0 })
        case .multiclass:
            loss = MulticlassMetrics.logLoss(
                probabilities: predictions.flatMap { $0 }, labels: Array(Self.table.classes[..<15_000]), classCount: 3)
        }
        #expect(abs(reported - loss) < 1e-6)
        #expect(zip(forest.history, forest.history.dropFirst()).allSatisfy { $0.trainingLoss > $1.trainingLoss })
    }

    @Test func `training learns what is there to learn`() throws {
        let forest = try train(.regression) { $0.treeCount = 60 }
        let r2 = RegressionMetrics.r2(
            predictions: forest.validationMargins.map { Double($0) }, targets: Self.table.values[15_000...].map { Double($0) })
        // The noise alone, uniform on 0 ..< 1, leaves 1/12 of variance.
        #expect(r2 > 0.9)
    }

    @Test func `early stopping keeps the rounds up to the least validation loss`() throws {
        var reports: [RoundReport] = []
        let forest = try train(
            .binary,
            progress: {
                reports.append($0)
                return .proceed
            },
            parameters: {
                $0.treeCount = 200
                $0.learningRate = 1
                $0.earlyStoppingRounds = 5
            })
        let losses = forest.history.compactMap(\.validationLoss)
        let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
        #expect(forest.bestRound == best + 1)
        #expect(forest.history.count == best + 6)
        #expect(forest.ensemble.trees.count == forest.bestRound)
        #expect(reports == forest.history)
        let refitted = try train(.binary) {
            $0.treeCount = forest.bestRound
            $0.learningRate = 1
        }
        #expect(refitted.ensemble == forest.ensemble)
    }

    @Test func `a caller can stop after any round`() throws {
        let forest = try train(.multiclass, progress: { $0.round == 3 ? .stop : .proceed }, parameters: { _ in })
        #expect(forest.bestRound == 3 && forest.history.count == 3 && forest.ensemble.trees.count == 9)
        #expect(forest.ensemble.trees.map(\.output) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
    }

    @Test func `start values are the log odds, the log priors and the mean`() throws {
        let rows: [[Float]] = [[1], [2], [3], [4]]
        let binary = try TestTable(rows: rows).train(classes: [0, 1, 1, 1]) { $0.treeCount = 1 }
        #expect(binary.ensemble.baseScores == [Double(Float(1.0986122886681098))])
        let many = try TestTable(rows: rows).train(classes: [0, 1, 1, 3], count: 4) { $0.treeCount = 1 }
        // ln 1/4, ln 1/2, and ln 1/8 for the class that no row has, which counts as half a row.
        let logarithms = [-1.3862943611198906, -0.6931471805599453, -2.0794415416798357, -1.3862943611198906]
        #expect(many.ensemble.baseScores == logarithms.map { Double(Float($0)) })
        let values = try TestTable(rows: rows).train(values: [1, 2, 3, 8]) { $0.treeCount = 1 }
        #expect(values.ensemble.baseScores == [3.5])
    }

    @Test func `one row and no features can be trained on`() throws {
        let one = try TestTable(rows: [[1, .nan]]).train(values: [7]) { exact(&$0) }
        #expect(one.trainingMargins == [7] && one.leafVisits == [[1]])
        let none = TestTable(rows: [[], [], []], bins: [])
        #expect(throws: TrainingError.self) { try none.train(values: [1, 2, 3]) { exact(&$0) } }
    }
}
