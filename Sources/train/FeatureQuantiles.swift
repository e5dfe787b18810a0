import Evaluation
import ForestTraining
import Statistics
import Tabular

/// What the first pass knows of each feature's distribution, as encoded values: where bins are cut and what is typical.
struct FeatureQuantiles {
    private enum Values {
        /// Sampled values, ascending, without missing ones.
        case sampled([Float])
        /// Rows per category code.
        case counted([Int], isOrdered: Bool)
    }

    private let values: [Values]

    /// Rows that the counts of an ordered category list stand for when its bins are cut, at most; more add nothing to their evenness.
    private static let weightMax = 200_000

    /// `columns` are the profiles of the contract's features, in its order.
    init(contract: FeatureContract, columns: [ColumnProfile]) {
        values = zip(contract.features, columns).map { feature, column in
            guard let categories = feature.categories else {
                return .sampled(column.sample.filter { !$0.isNaN }.sorted())
            }
            let count = Dictionary(uniqueKeysWithValues: column.categories.map { ($0.text, $0.count) })
            if case .ordinalMap = feature.transforms.last {
                return .counted(categories.map { count[$0] ?? 0 }, isOrdered: true)
            }
            return .counted(categories.map { count[$0] ?? 0 }, isOrdered: false)
        }
    }

    /// How the trainer bins each feature.
    func bins(maxBins: Int) -> [FeatureBins] {
        values.map { values in
            switch values {
            case .sampled(let sample): .numeric(sample: sample, maxBins: maxBins)
            case .counted(let counts, isOrdered: false): .categorical(counts: counts, maxBins: maxBins)
            case .counted(let counts, isOrdered: true): .numeric(sample: Self.sample(of: counts), maxBins: maxBins)
            }
        }
    }

    /// Each code as often as it weighs, but at least once.
    private static func sample(of counts: [Int]) -> [Float] {
        let total = counts.reduce(0, +)
        let scale = total > weightMax ? Double(weightMax) / Double(total) : 1
        return counts.enumerated().flatMap { code, count in
            [Float](repeating: Float(code), count: max(Int(Double(count) * scale), 1))
        }
    }

    /// The baseline's edges: quantiles of numeric features; categories are counted one by one.
    func edges(binCount: Int) -> [[Double]] {
        values.map { values in
            guard case .sampled(let sample) = values else { return [] }
            return Quantiles.edges(of: sample.map(Double.init), binCount: binCount)
        }
    }

    /// The encoded value below which `share` of a feature's rows lie; NaN when it has none.
    func value(feature: Int, share: Double) -> Float {
        switch values[feature] {
        case .sampled(let sample):
            return sample.isEmpty ? .nan : sample[min(Int(share * Double(sample.count)), sample.count - 1)]
        case .counted(let counts, _):
            let target = share * Double(counts.reduce(0, +))
            var passed = 0.0
            for (code, count) in counts.enumerated() {
                passed += Double(count)
                if passed > target { return Float(code) }
            }
            return .nan
        }
    }
}
