public import Forest

/// Histogram gradient boosting: from a binned table and labels to a forest.
///
/// Trees grow leaf by leaf, the largest gain first, over histograms of fixed-point gradients, whose sums are exact; so the same table,
/// labels, parameters and seed give the same forest, bit for bit, with any number of threads. The forest's arithmetic is
/// `Arithmetic.espalier` (float32, `<`), and the margins that training keeps are exactly those that a scorer gives.
///
/// Refused with a typed error: parameters out of range, labels that do not fit the objective, fewer than two classes among the training
/// rows, row numbers outside the table. Memory: 16 bytes per table row for gradients, 28 per training row for a tree in growth, 4 or 8
/// per row and output for margins, and histograms of 16 bytes per bin (at most `histogramByteCountMax`). Call from one thread; it
/// starts `threadCount - 1` others and has ended them when it returns.
public struct Trainer: Sendable {
    public let table: BinnedTable
    public let labels: Labels
    public let objective: Objective
    public let parameters: TrainingParameters

    /// Labels are one per table row: classes for `logistic` (2) and `softmax` (2 or more), values for `squaredError`.
    public init(table: BinnedTable, labels: Labels, objective: Objective, parameters: TrainingParameters) {
        self.table = table
        self.labels = labels
        self.objective = objective
        self.parameters = parameters
    }

    /// Trains on some rows of the table and watches the loss on others. `progress` is called after every round and may end training.
    ///
    /// With early stopping the trees after the round of least validation loss are dropped. To refit on all rows, train again with
    /// `treeCount` set to `bestRound`.
    public func train(
        trainingRows: [UInt32], validationRows: [UInt32] = [],
        progress: (RoundReport) -> RoundDecision = { _ in .proceed }
    ) throws(TrainingError) -> TrainedForest {
        try parameters.validate(validationRowCount: validationRows.count)
        try checkRows(trainingRows: trainingRows, validationRows: validationRows)
        let loss = try TrainingLoss(
            labels: labels, objective: objective, trainingRows: trainingRows, tableRowCount: table.rowCount)
        guard parameters.treeCount <= EnsembleLimits.treeCountMax / loss.outputCount else {
            throw .tooLarge(
                "\(parameters.treeCount) rounds of \(loss.outputCount) trees; accepted: up to \(EnsembleLimits.treeCountMax) trees"
            )
        }
        let pool = try WorkerPool(threadCount: parameters.threadCount)
        defer { pool.stop() }
        let run = BoostingRun(
            table: table, loss: loss, parameters: parameters, pool: pool, trainingRows: trainingRows,
            validationRows: validationRows)
        try run.boost(progress: progress)
        return try run.finish(objective: objective)
    }

    private func checkRows(trainingRows: [UInt32], validationRows: [UInt32]) throws(TrainingError) {
        guard labels.rowCount == table.rowCount else {
            throw .badLabels("\(labels.rowCount) labels for a table of \(table.rowCount) rows")
        }
        guard table.featureCount > 0 else { throw .badRows("the table has no features") }
        guard !trainingRows.isEmpty else { throw .badRows("no training rows") }
        var seen = [Bool](repeating: false, count: table.rowCount)
        for (name, rows) in [("training", trainingRows), ("validation", validationRows)] {
            for row in rows {
                guard row < table.rowCount else {
                    throw .badRows("\(name) row \(row) of a table of \(table.rowCount) rows")
                }
                guard !seen[Int(row)] else { throw .badRows("row \(row) is given twice") }
                seen[Int(row)] = true
            }
        }
    }
}
