/// Right and wrong decisions of a binary classifier at one threshold, and the metrics that follow from them.
///
/// Where a metric's denominator is 0 the metric is 0, as in scikit-learn's default (accuracy without rows: NaN).
public struct BinaryConfusion: Sendable, Equatable {
    public var truePositives: Int
    public var falsePositives: Int
    public var trueNegatives: Int
    public var falseNegatives: Int

    public init(truePositives: Int, falsePositives: Int, trueNegatives: Int, falseNegatives: Int) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
        self.falseNegatives = falseNegatives
    }

    public var rowCount: Int { truePositives + falsePositives + trueNegatives + falseNegatives }
    /// Share of rows decided rightly.
    public var accuracy: Double { Double(truePositives + trueNegatives) / Double(rowCount) }
    /// Share of the rows called positive that are: TP / (TP + FP).
    public var precision: Double { ratio(truePositives, truePositives + falsePositives) }
    /// Share of the positive rows that were called so: TP / (TP + FN).
    public var recall: Double { ratio(truePositives, truePositives + falseNegatives) }
    /// Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
    public var f1: Double { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
}

/// `part / whole`, or 0 for an empty whole.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
