/// Metrics of probabilities against labels of two classes.
public enum BinaryMetrics {
    /// Area under the ROC curve: the share of (positive, negative) pairs ordered rightly, ties counting half. NaN without both classes.
    public static func rocAUC(probabilities: [Double], positives: [Bool]) -> Double { fatalError() }
    /// Mean negative log likelihood; probabilities are clipped to [eps, 1 - eps] with eps = 2^-52.
    public static func logLoss(probabilities: [Double], positives: [Bool]) -> Double { fatalError() }
}
