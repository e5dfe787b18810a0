public import Bundles
internal import Statistics
public import Tabular

/// Counts rows per feature into the fixed bins of the baseline, row by row.
public struct BaselineCounter {
    /// Deciles: what population stability indices are usually computed on.
    public static let quantileCount = 10

    /// Numeric features only; the others' have no bins.
    private var histograms: [Histogram]
    /// Rows per category code; empty for numeric features.
    private var categoryCounts: [[Int]]
    private let contract: FeatureContract
    private var missing: [Int]
    public private(set) var rowCount = 0

    /// `edges[feature]` are the quantile edges of numeric features.
    public init(contract: FeatureContract, edges: [[Double]]) {
        self.contract = contract
        missing = [Int](repeating: 0, count: contract.features.count)
        histograms = edges.map { Histogram(edges: $0) }
        categoryCounts = contract.features.map { [Int](repeating: 0, count: $0.categories?.count ?? 0) }
    }

    /// Counts one encoded row, a number per feature.
    public mutating func count(_ row: UnsafePointer<Float>) { unsafe countRow(row) }

    /// The same for a row of a float64 model.
    public mutating func count(_ row: UnsafePointer<Double>) { unsafe countRow(row) }

    private mutating func countRow<Code: BinaryFloatingPoint>(_ row: UnsafePointer<Code>) {
        rowCount += 1
        for feature in missing.indices {
            let value = unsafe row[feature]
            if value.isNaN {
                missing[feature] += 1
            } else if categoryCounts[feature].isEmpty {
                histograms[feature].add(Double(value))
            } else {
                categoryCounts[feature][Int(value)] += 1
            }
        }
    }

    public func features() -> [Baseline.FeatureBaseline] {
        contract.features.indices.map { feature in
            let distribution: Baseline.Distribution =
                if let names = contract.features[feature].categories {
                    .categories(names: names, counts: categoryCounts[feature])
                } else {
                    .quantiles(edges: histograms[feature].edges, counts: histograms[feature].counts)
                }
            return Baseline.FeatureBaseline(
                name: contract.features[feature].name,
                missingShare: rowCount == 0 ? 0 : Double(missing[feature]) / Double(rowCount), distribution: distribution)
        }
    }
}

extension Feature {
    /// The listed categories of a categorical feature, in code order; nil for a numeric one.
    public var categories: [String]? {
        switch transforms.last {
        case .categoryMap(let categories), .ordinalMap(let categories): categories
        default: nil
        }
    }
}
