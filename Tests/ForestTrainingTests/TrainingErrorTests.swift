import Forest
import ForestTraining
import Testing

struct TrainingErrorTests {
    private let test = TestTable(rows: [[1], [2], [3], [4]])

    private func error(
        labels: Labels = .values([1, 2, 3, 4]), objective: Objective = .squaredError, trainingRows: [UInt32] = [0, 1, 2, 3],
        validationRows: [UInt32] = [], parameters: (inout TrainingParameters) -> Void = { _ in }
    ) -> String {
        var chosen = TrainingParameters()
        parameters(&chosen)
        do {
            _ = try Trainer(table: test.table, labels: labels, objective: objective, parameters: chosen)
                .train(trainingRows: trainingRows, validationRows: validationRows)
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func `a parameter out of range is named with what is accepted`() {
        #expect(error { $0.learningRate = 0 } == "learningRate is 0.0; accepted: above 0.0, at most 10.0")
        #expect(error { $0.learningRate = .nan } == "learningRate is nan; accepted: above 0.0, at most 10.0")
        #expect(error { $0.maxLeaves = 1 } == "maxLeaves is 1; accepted: 2 to 65536")
        let changes: [(inout TrainingParameters) -> Void] = [
            { $0.treeCount = 0 }, { $0.maxDepth = -1 }, { $0.maxBins = 256 }, { $0.minChildRows = 0 }, { $0.threadCount = 0 },
            { $0.lambda = -1 }, { $0.minChildWeight = .infinity }, { $0.minGain = -1 }, { $0.subsample = 1.1 },
            { $0.columnSample = 0 }, { $0.earlyStoppingRounds = -1 }, { $0.categorySmoothing = .nan },
            { $0.categoryLambda = -1 }, { $0.maxCategoriesPerSplit = 0 }, { $0.minCategoryGroupRows = 0 },
            { $0.histogramByteCountMax = 0 },
        ]
        for change in changes { #expect(error(parameters: change).contains("; accepted: ")) }
    }

    @Test func `labels that do not fit are refused`() {
        #expect(error(labels: .values([1, 2])) == "2 labels for a table of 4 rows")
        #expect(error(labels: .classes([0, 1, 0, 1], count: 2)) == "squared error takes values, not classes")
        #expect(error(objective: .logistic) == "logistic takes classes, not values")
        #expect(error(objective: .hinge) == "objective is hinge; accepted: squared_error, logistic, softmax")
        #expect(error(labels: .classes([1, 1, 1, 1], count: 2), objective: .logistic) == "all 4 training rows are of one class")
        #expect(
            error(labels: .classes([0, 1, 0, 0], count: 2), objective: .logistic, trainingRows: [0, 2])
                == "all 2 training rows are of one class")
        #expect(
            error(labels: .classes([0, 1, 2, 0], count: 2), objective: .logistic) == "the class of row 2 is 2; accepted: below 2")
        #expect(error(labels: .classes([0, 1, 2, 0], count: 3), objective: .logistic) == "logistic takes 2 classes, not 3")
        #expect(error(labels: .classes([0, 1, 2, 0], count: 1), objective: .softmax) == "softmax takes 2 to 4096 classes, not 1")
        #expect(error(labels: .values([1, .nan, 3, 4])).hasPrefix("the value of row 1 is nan"))
        #expect(error(labels: .values([1, 2, .infinity, 4])).hasPrefix("the value of row 2 is inf"))
    }

    @Test func `rows outside the table, repeated ones and none are refused`() {
        #expect(error(trainingRows: []) == "no training rows")
        #expect(error(trainingRows: [0, 4]) == "training row 4 of a table of 4 rows")
        #expect(error(validationRows: [9]) == "validation row 9 of a table of 4 rows")
        #expect(error(trainingRows: [0, 1, 1]) == "row 1 is given twice")
        #expect(error(trainingRows: [0, 1], validationRows: [1]) == "row 1 is given twice")
        #expect(error { $0.earlyStoppingRounds = 3 } == "early stopping needs validation rows")
    }

    @Test func `tables and forests past the limits are refused`() throws {
        try BinnedTable.checkSize(rowCount: BinnedTable.rowCountMax, featureCount: BinnedTable.featureCountMax)
        #expect(throws: TrainingError.tooLarge("268435456 rows; accepted: up to 268435455")) {
            try BinnedTable.checkSize(rowCount: 1 << 28, featureCount: 1)
        }
        #expect(throws: TrainingError.tooLarge("65537 features; accepted: up to 65536")) {
            try BinnedTable.checkSize(rowCount: 1, featureCount: 65_537)
        }
        let many = error(labels: .classes([0, 1, 2, 0], count: 20), objective: .softmax) { $0.treeCount = 100_000 }
        #expect(many == "100000 rounds of 20 trees; accepted: up to 1048576 trees")
    }

    @Test func `values as large as accepted are trained on without overflow`() throws {
        let forest = try test.train(values: [-1e30, 1e30, -1e30, 1e30]) { exact(&$0) }
        #expect(forest.trainingMargins.allSatisfy { $0.isFinite })
    }
}
