/// Rows by true class and predicted class, and the metrics that follow from the counts.
///
/// Macro metrics are plain means over the classes that occur as a label or as a prediction (scikit-learn's `average="macro"`);
/// a metric of a class whose denominator is 0 is 0.
public struct ConfusionMatrix: Sendable, Equatable {
    public let classCount: Int
    /// Row-major: `counts[label * classCount + prediction]`.
    public let counts: [Int]

    public init(labels: [UInt32], predictions: [UInt32], classCount: Int) {
        precondition(labels.count == predictions.count, "one prediction per label")
        var counts = [Int](repeating: 0, count: classCount * classCount)
        for (label, prediction) in zip(labels, predictions) {
            precondition(label < classCount && prediction < classCount, "a label names a class")
            counts[Int(label) * classCount + Int(prediction)] += 1
        }
        self.classCount = classCount
        self.counts = counts
    }

    /// Rows of class `label` that were predicted to be `prediction`.
    public subscript(label: Int, prediction: Int) -> Int { counts[label * classCount + prediction] }

    public var rowCount: Int { counts.reduce(0, +) }
    /// Share of rows predicted rightly; NaN without rows.
    public var accuracy: Double { Double((0..<classCount).reduce(0) { $0 + self[$1, $1] }) / Double(rowCount) }

    /// Share of the rows predicted to be of the class that are.
    public func precision(of label: Int) -> Double { ratio(self[label, label], predictedCount(of: label)) }
    /// Share of the class's rows that were predicted to be.
    public func recall(of label: Int) -> Double { ratio(self[label, label], labelCount(of: label)) }
    /// Harmonic mean of the class's precision and recall.
    public func f1(of label: Int) -> Double { ratio(2 * self[label, label], predictedCount(of: label) + labelCount(of: label)) }

    public var macroPrecision: Double { macro(precision(of:)) }
    public var macroRecall: Double { macro(recall(of:)) }
    public var macroF1: Double { macro(f1(of:)) }

    private func labelCount(of label: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[label, $1] } }
    private func predictedCount(of label: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[$1, label] } }

    private func macro(_ metric: (Int) -> Double) -> Double {
        let present = (0..<classCount).filter { labelCount(of: $0) + predictedCount(of: $0) > 0 }
        return present.reduce(0) { $0 + metric($1) } / Double(present.count)
    }
}
