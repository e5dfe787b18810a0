public import Bundles
internal import Statistics
public import Tabular

/// The bins into which a run's rows are counted for its report: those of the bundle's baseline, so that the two can be compared, or else
/// deciles of the run's first rows.
///
/// All counts lie in one array: for each feature its missing rows, then its bins; then the bins of the prediction, then the classes.
public struct DistributionBins: Sendable, Equatable {
    /// Of numeric features; empty for the others. The last are the prediction's.
    public let edges: [[Double]]
    /// Where the counts of each feature begin: its missing rows, then its bins.
    public let starts: [Int]
    public let predictionStart: Int
    public let classStart: Int
    public let count: Int
    /// Categories of each feature; 0 for a numeric one.
    public let categoryCounts: [Int]

    public static let binCount = 10

    /// `edges` has one array a feature and a last one of the prediction.
    public init(_ manifest: Manifest, edges: [[Double]]) {
        self.edges = edges
        categoryCounts = manifest.contract.features.map { Self.categories($0)?.count ?? 0 }
        var starts: [Int] = []
        var next = 0
        for (feature, count) in categoryCounts.enumerated() {
            starts.append(next)
            next += 1 + (count > 0 ? count : edges[feature].count + 1)
        }
        self.starts = starts
        predictionStart = next
        classStart = next + (edges.last?.count ?? 0) + 1
        count = classStart + manifest.target.classes.count
    }

    /// The edges of a baseline.
    public static func edges(_ baseline: Baseline) -> [[Double]] {
        (baseline.features.map(\.distribution) + [baseline.prediction.distribution]).map { distribution in
            if case .quantiles(let edges, _) = distribution { edges } else { [] }
        }
    }

    /// Deciles of some rows: `columns` has one array of values a feature, and a last one of predictions.
    public static func edges(_ manifest: Manifest, ofColumns columns: [[Double]]) -> [[Double]] {
        columns.enumerated().map { place, values in
            let isCategorical =
                place < manifest.contract.features.count && categories(manifest.contract.features[place]) != nil
            return isCategorical ? [] : Quantiles.edges(of: values, binCount: binCount)
        }
    }

    public static func categories(_ feature: Feature) -> [String]? {
        switch feature.transforms.last {
        case .categoryMap(let names), .ordinalMap(let names): names
        default: nil
        }
    }
}
