public import Bundles
public import Forest
internal import Statistics

/// How a model did on some rows: its predictions and the fixed metrics.
public struct EvaluatedSplit {
    /// `training` or `validation`.
    public let split: String
    public let rule: PredictionRule
    /// Row-major, one per output: the value, the probability of the positive class, or one probability per class.
    public let predictions: [Double]
    public let labels: TargetLabels
    public let metrics: Manifest.SplitMetrics

    public var rowCount: Int { labels.count }

    /// `margins` are row-major, one per output, as the trainer or a scorer gives them; of a regression there is one output.
    public init(
        split: String, margins: [Double], labels: TargetLabels, scorer: Scorer, target: Manifest.Target, rule: PredictionRule
    ) {
        self.split = split
        self.rule = rule
        self.labels = labels
        predictions = Self.predictions(margins: margins, scorer: scorer)
        metrics = Manifest.SplitMetrics(
            split: split, rowCount: labels.count, positiveClass: target.task == .binary ? target.classes[1] : nil,
            values: Self.metrics(predictions, labels, rule))
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

    /// In the order that the manifest fixes; a metric that is not defined on these rows (one class only) or for these predictions (a log loss of
    /// what is no probability) is left out.
    private static func metrics(
        _ predictions: [Double], _ labels: TargetLabels, _ rule: PredictionRule
    ) -> [(name: String, value: Double)] {
        guard labels.count > 0 else { return [] }
        var values: [(name: String, value: Double)]
        switch labels {
        case .values(let targets):
            values = [
                ("rmse", RegressionMetrics.rmse(predictions: predictions, targets: targets)),
                ("mae", RegressionMetrics.mae(predictions: predictions, targets: targets)),
                ("r2", RegressionMetrics.r2(predictions: predictions, targets: targets)),
            ]
        case .classes(let classes) where rule.task == .binary:
            let positives = classes.map { $0 == 1 }
            let confusion = BinaryMetrics.confusion(
                probabilities: predictions, positives: positives, threshold: rule.threshold)
            values = [
                ("accuracy", confusion.accuracy), ("precision", confusion.precision), ("recall", confusion.recall),
                ("f1", confusion.f1),
            ]
            if rule.isDistribution {
                values += [
                    ("roc_auc", BinaryMetrics.rocAUC(probabilities: predictions, positives: positives)),
                    ("log_loss", BinaryMetrics.logLoss(probabilities: predictions, positives: positives)),
                ]
            }
        case .classes(let classes):
            let confusion = MulticlassMetrics.confusion(
                probabilities: predictions, labels: classes, classCount: rule.classCount)
            values = [
                ("accuracy", confusion.accuracy), ("precision", confusion.macroPrecision), ("recall", confusion.macroRecall),
                ("f1", confusion.macroF1),
            ]
            if rule.isDistribution {
                values.append(
                    (
                        "log_loss",
                        MulticlassMetrics.logLoss(probabilities: predictions, labels: classes, classCount: rule.classCount)
                    ))
            }
        }
        return values.filter { $0.value.isFinite }
    }

    /// What drift of the predictions is measured against: deciles of the headline, and rows per predicted class.
    public var predictionBaseline: Baseline.PredictionBaseline {
        var counter = PredictionCounter(rule, sample: predictions)
        counter.count(predictions)
        return counter.baseline
    }
}
