/// A point of the ROC curve: the rates when rows from `threshold` on are called positive.
public struct ROCPoint: Sendable, Equatable {
    /// Share of the negative rows that are called positive.
    public var falsePositiveRate: Double
    /// Share of the positive rows that are called positive.
    public var truePositiveRate: Double
    /// Infinity at the curve's first point, where nothing is called positive.
    public var threshold: Double

    public init(falsePositiveRate: Double, truePositiveRate: Double, threshold: Double) {
        self.falsePositiveRate = falsePositiveRate
        self.truePositiveRate = truePositiveRate
        self.threshold = threshold
    }
}
