import Base
import Forest
import ForestTraining

/// Raw rows with the table made of them, so that what was trained can be scored on what was given.
struct TestTable {
    var rows: [[Float]]
    var table: BinnedTable

    /// All features ordered, or the ones in `categorical` as category codes below that count.
    init(rows: [[Float]], categorical: [Int: Int] = [:], maxBins: Int = 255) {
        let bins = (0..<(rows.first?.count ?? 0)).map { feature in
            let column = rows.map { $0[feature] }
            guard let count = categorical[feature] else { return FeatureBins.numeric(sample: column, maxBins: maxBins) }
            var counts = [Int](repeating: 0, count: count)
            for code in column where !code.isNaN { counts[Int(code)] += 1 }
            return FeatureBins.categorical(counts: counts, maxBins: maxBins)
        }
        self.init(rows: rows, bins: bins)
    }

    init(rows: [[Float]], bins: [FeatureBins]) {
        self.rows = rows
        var builder = BinnedTableBuilder(bins: bins, rowCapacity: rows.count)
        let flat = rows.flatMap { $0 }
        unsafe flat.withUnsafeBufferPointer { flat in
            guard let base = flat.baseAddress else { return }
            unsafe builder.append(rows: base, rowCount: rows.count, rowStride: bins.count)
        }
        table = builder.finish()
    }

    var allRows: [UInt32] { rows.indices.map { UInt32($0) } }

    func train(
        values: [Float], trainingRows: [UInt32]? = nil, validationRows: [UInt32] = [],
        progress: (RoundReport) -> RoundDecision = { _ in .proceed }, parameters: (inout TrainingParameters) -> Void
    ) throws -> TrainedForest {
        var chosen = TrainingParameters()
        parameters(&chosen)
        return try Trainer(table: table, labels: .values(values), objective: .squaredError, parameters: chosen)
            .train(trainingRows: trainingRows ?? allRows, validationRows: validationRows, progress: progress)
    }

    func train(
        classes: [UInt32], count: Int = 2, trainingRows: [UInt32]? = nil, validationRows: [UInt32] = [],
        progress: (RoundReport) -> RoundDecision = { _ in .proceed }, parameters: (inout TrainingParameters) -> Void
    ) throws -> TrainedForest {
        var chosen = TrainingParameters()
        parameters(&chosen)
        return try Trainer(
            table: table, labels: .classes(classes, count: count), objective: count == 2 ? .logistic : .softmax,
            parameters: chosen
        ).train(trainingRows: trainingRows ?? allRows, validationRows: validationRows, progress: progress)
    }
}

/// Settings under which one tree fits a tiny table as it is: no brakes, whole steps.
func exact(_ parameters: inout TrainingParameters) {
    parameters.treeCount = 1
    parameters.learningRate = 1
    parameters.lambda = 0
    parameters.minChildRows = 1
    parameters.minChildWeight = 0
    parameters.categorySmoothing = 0
    parameters.categoryLambda = 0
    parameters.minCategoryGroupRows = 1
}

/// Random rows with ties, missing values and, in the last feature, categories; labels that depend on them.
struct RandomTable {
    var test: TestTable
    var values: [Float]
    var classes: [UInt32]

    init(rowCount: Int, featureCount: Int, categoryCount: Int, classCount: Int = 2, random: inout SeededRandom) {
        var rows: [[Float]] = []
        values = []
        classes = []
        for _ in 0..<rowCount {
            var row = (0..<featureCount).map { feature -> Float in
                // Odd features take few values; the others are as good as distinct.
                let unit = random.nextUnit()
                let value = feature % 2 == 1 ? Float(Int(unit * 12)) : Float(unit * 4 - 2)
                return random.nextUnit() < 0.15 && feature % 3 != 0 ? .nan : value
            }
            row[featureCount - 1] = Float(random.next(below: categoryCount))
            let signal = row.enumerated().reduce(Float(0)) { sum, cell in
                let value = cell.element.isNaN ? 0.7 : cell.element
                return sum + value * (cell.offset % 2 == 0 ? 1 : 0.15)
            }
            rows.append(row)
            values.append(signal + Float(random.nextUnit()) + (Int(row[featureCount - 1]) % 3 == 0 ? 1 : 0))
            classes.append(UInt32(min(max(Int(signal + Float(random.nextUnit()) * 2), 0), classCount - 1)))
        }
        test = TestTable(rows: rows, categorical: [featureCount - 1: categoryCount])
    }
}
