import Bundles
import Forest
import ForestTraining
import Statistics

/// How a model did on some rows: its predictions and the fixed metrics.
struct Evaluation {
    /// `training` or `validation`.
    let split: String
    let objective: Objective
    let outputCount: Int
    /// Row-major, one per output: the value, the probability of the positive class, or one probability per class.
    let predictions: [Double]
    let labels: TargetLabels
    let metrics: Manifest.SplitMetrics

    var rowCount: Int { labels.count }

    /// `margins` are row-major, one per output, as the trainer or a scorer gives them.
    init(
        split: String, margins: [Float], labels: TargetLabels, scorer: Scorer, target: Manifest.Target, decisionThreshold: Double?
    ) {
        self.split = split
        objective = scorer.forest.objective
        outputCount = scorer.forest.outputCount
        self.labels = labels
        predictions = Self.predictions(margins: margins.map(Double.init), scorer: scorer)
        metrics = Manifest.SplitMetrics(
            split: split, rowCount: labels.count, positiveClass: target.task == .binary ? target.classes[1] : nil,
            values: Self.metrics(predictions, labels, target, decisionThreshold))
    }

    private static func predictions(margins: [Double], scorer: Scorer) -> [Double] {
        var predictions = margins
        let rowCount = margins.count / scorer.forest.outputCount
        unsafe predictions.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            unsafe scorer.predictions(margins: start, rowCount: rowCount, into: start)
        }
        return predictions
    }

    /// In the order that the manifest fixes; a metric that is not defined on these rows (one class only) is left out.
    private static func metrics(
        _ predictions: [Double], _ labels: TargetLabels, _ target: Manifest.Target, _ threshold: Double?
    ) -> [(name: String, value: Double)] {
        guard labels.count > 0 else { return [] }
        let values: [(name: String, value: Double)]
        switch labels {
        case .values(let truth):
            let targets = truth.map(Double.init)
            values = [
                ("rmse", RegressionMetrics.rmse(predictions: predictions, targets: targets)),
                ("mae", RegressionMetrics.mae(predictions: predictions, targets: targets)),
                ("r2", RegressionMetrics.r2(predictions: predictions, targets: targets)),
            ]
        case .classes(let classes) where target.task == .binary:
            let positives = classes.map { $0 == 1 }
            let confusion = BinaryMetrics.confusion(probabilities: predictions, positives: positives, threshold: threshold ?? 0.5)
            values = [
                ("accuracy", confusion.accuracy), ("precision", confusion.precision), ("recall", confusion.recall),
                ("f1", confusion.f1), ("roc_auc", BinaryMetrics.rocAUC(probabilities: predictions, positives: positives)),
                ("log_loss", BinaryMetrics.logLoss(probabilities: predictions, positives: positives)),
            ]
        case .classes(let classes):
            let confusion = MulticlassMetrics.confusion(
                probabilities: predictions, labels: classes, classCount: target.classes.count)
            values = [
                ("accuracy", confusion.accuracy), ("precision", confusion.macroPrecision), ("recall", confusion.macroRecall),
                ("f1", confusion.macroF1),
                (
                    "log_loss",
                    MulticlassMetrics.logLoss(probabilities: predictions, labels: classes, classCount: target.classes.count)
                ),
            ]
        }
        return values.filter { $0.value.isFinite }
    }

    /// What the prediction's distribution is measured on: the value, the probability of the positive class, or the largest one.
    var headline: [Double] {
        guard outputCount > 1 else { return predictions }
        return stride(from: 0, to: predictions.count, by: outputCount).map { start in
            predictions[start..<start + outputCount].max() ?? 0
        }
    }

    /// Predicted class per row.
    func predictedClasses(decisionThreshold: Double?) -> [UInt32] {
        switch objective {
        case .squaredError: []
        case .logistic: predictions.map { $0 >= decisionThreshold ?? 0.5 ? 1 : 0 }
        case .softmax: MulticlassMetrics.predictedClasses(probabilities: predictions, classCount: outputCount)
        default: preconditionFailure("the trainer makes no forest of \(objective.name)")
        }
    }

    /// What drift of the predictions is measured against: deciles of the headline, and rows per predicted class.
    func predictionBaseline(decisionThreshold: Double?, classCount: Int) -> Baseline.PredictionBaseline {
        let headline = headline
        var histogram = Histogram(edges: Quantiles.edges(of: headline, binCount: BaselineCounter.quantileCount))
        for value in headline { histogram.add(value) }
        var classCounts = [Int](repeating: 0, count: classCount)
        for label in predictedClasses(decisionThreshold: decisionThreshold) { classCounts[Int(label)] += 1 }
        return Baseline.PredictionBaseline(
            distribution: .quantiles(edges: histogram.edges, counts: histogram.counts), classCounts: classCounts)
    }
}
