public import Bundles
internal import Statistics

/// Counts predictions into the fixed bins of the baseline, and rows per predicted class.
public struct PredictionCounter {
    private let rule: PredictionRule
    private var histogram: Histogram
    private var classCounts: [Int]

    /// Bins at the deciles of these predictions.
    public init(_ rule: PredictionRule, sample predictions: [Double]) {
        self.rule = rule
        let edges = Quantiles.edges(of: rule.headlines(of: predictions), binCount: BaselineCounter.quantileCount)
        histogram = Histogram(edges: edges)
        classCounts = [Int](repeating: 0, count: rule.classCount)
    }

    /// Counts whole rows of predictions.
    public mutating func count(_ predictions: [Double]) {
        for value in rule.headlines(of: predictions) { histogram.add(value) }
        for label in rule.classes(of: predictions) { classCounts[Int(label)] += 1 }
    }

    public var baseline: Baseline.PredictionBaseline {
        Baseline.PredictionBaseline(
            distribution: .quantiles(edges: histogram.edges, counts: histogram.counts), classCounts: classCounts)
    }
}
