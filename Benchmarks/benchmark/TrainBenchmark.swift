import ArgumentParser
import Base
import Forest
import ForestTraining
import Glibc

/// Training on a table that is in memory already: binning and boosting under the clock, as the peers' `fit` is timed.
struct TrainBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a binary forest on a table in memory; predict a second table.")

    @Argument(help: "The training table: numbers only, labels 0 and 1.")
    var trainingFile: String
    @Argument(help: "The held-out table.")
    var testFile: String
    @Option(help: "The label's column.")
    var target: String
    @Option(help: "Threads.")
    var threads = 1
    @Option(help: "Boosting rounds.")
    var trees = 100
    @Option(help: "Leaves of a tree at most.")
    var maxLeaves = 31
    @Option(help: "Where the held-out probabilities go, as CSV.")
    var predictions: String

    func run() throws {
        let (rows, labels, featureCount) = try split(NumericTable(path: trainingFile))
        var parameters = TrainingParameters()
        parameters.treeCount = trees
        parameters.maxLeaves = maxLeaves
        parameters.threadCount = threads

        let start = MonotonicClock.nanoseconds
        let rowCount = labels.count
        let bins = (0..<featureCount).map { feature in
            FeatureBins.numeric(sample: Self.sample(rows, feature, featureCount, rowCount), maxBins: parameters.maxBins)
        }
        var builder = BinnedTableBuilder(bins: bins, rowCapacity: rowCount)
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe builder.append(rows: rows.baseAddress!, rowCount: rowCount, rowStride: featureCount)
        }
        let trained = try Trainer(
            table: builder.finish(), labels: .classes(labels, count: 2), objective: .logistic, parameters: parameters
        ).train(trainingRows: (0..<UInt32(rowCount)).map { $0 })
        let seconds = Double(MonotonicClock.nanoseconds - start) / 1e9

        try predict(trained.ensemble)
        print("{\"seconds\": \(seconds), \"rows\": \(rowCount), \"trees\": \(trained.ensemble.trees.count)}")
    }

    /// Rows of a feature that bin edges are chosen from: as many as `train` samples.
    private static let sampleRowCountMax = 200_000

    private static func sample(_ rows: [Float], _ feature: Int, _ featureCount: Int, _ rowCount: Int) -> [Float] {
        stride(from: 0, to: rowCount, by: max(rowCount / sampleRowCountMax, 1)).map { rows[$0 * featureCount + feature] }
            .filter { !$0.isNaN }
    }

    /// The features without the label's column, and the labels.
    private func split(_ table: NumericTable) throws -> (rows: [Float], labels: [UInt32], featureCount: Int) {
        guard let column = table.columnNames.firstIndex(of: target) else {
            throw ValidationError("no column '\(target)'; there are \(table.columnNames.joined(separator: ", "))")
        }
        let width = table.columnNames.count
        var rows: [Float] = []
        rows.reserveCapacity(table.rowCount * (width - 1))
        var labels: [UInt32] = []
        for row in 0..<table.rowCount {
            let start = row * width
            rows += table.values[start..<start + column]
            rows += table.values[start + column + 1..<start + width]
            let label = table.values[start + column]
            guard label == 0 || label == 1 else { throw ValidationError("row \(row): the label is \(label), not 0 or 1") }
            labels.append(UInt32(label))
        }
        return (rows, labels, width - 1)
    }

    private func predict(_ ensemble: TreeEnsemble) throws {
        let (rows, labels, featureCount) = try split(NumericTable(path: testFile))
        let scorer = Scorer(FlatForest(ensemble))
        var margins = [Double](repeating: 0, count: labels.count)
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe scorer.margins(
                    rows: rows.baseAddress!, rowCount: labels.count, rowStride: featureCount, into: margins.baseAddress!)
                unsafe scorer.predictions(margins: margins.baseAddress!, rowCount: labels.count, into: margins.baseAddress!)
            }
        }
        guard let file = unsafe fopen(predictions, "w") else { throw ValidationError("cannot write \(predictions)") }
        defer { unsafe fclose(file) }
        unsafe fputs("probability\n" + margins.map { "\($0)" }.joined(separator: "\n") + "\n", file)
    }
}
