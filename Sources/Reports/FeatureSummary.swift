/// One feature as the training data had it.
public struct FeatureSummary: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Smallest and largest value seen.
        case numeric(minimum: Double, maximum: Double)
        case categorical(categoryCount: Int)
    }

    public enum Distribution: Sendable, Equatable {
        /// Bin i holds `edges[i - 1] <= x < edges[i]`; the first and last are open and end at the feature's minimum and maximum.
        /// There is one count more than there are edges.
        case bins(edges: [Double], counts: [Int])
        /// Rows per category.
        case categories(counts: [Int])
    }

    public var name: String
    public var kind: Kind
    /// Share of rows in which the feature is missing.
    public var missingShare: Double
    /// Share of the model's total gain, 0 ... 1; nil: not known.
    public var importance: Double?
    public var distribution: Distribution?

    public init(
        name: String, kind: Kind, missingShare: Double, importance: Double? = nil, distribution: Distribution? = nil
    ) {
        self.name = name
        self.kind = kind
        self.missingShare = missingShare
        self.importance = importance
        self.distribution = distribution
    }

    /// Bars of the picture of a numeric feature.
    static let sparklineBarCount = 32

    /// The shape of the distribution; nil when it is not known.
    package var sparkline: Sparkline? {
        switch (distribution, kind) {
        case (.bins(let edges, let counts), .numeric(let minimum, let maximum)):
            let low = NumberText.significant(minimum)
            let high = NumberText.significant(maximum)
            guard minimum.isFinite, maximum.isFinite, minimum <= maximum else { return nil }
            let inner = edges.map { min(max($0.isNaN ? minimum : $0, minimum), maximum) }
            return Sparkline(
                title: "distribution from \(low) to \(high)",
                heights: Self.evenly([minimum] + inner + [maximum], counts, barCount: Self.sparklineBarCount))
        case (.categories(let counts), _):
            let sorted = counts.sorted(by: >)
            return Sparkline(
                title: "rows of the \(NumberText.count(sorted.count)) categories, most frequent first",
                heights: sorted.map(Double.init), isCategorical: true)
        default: return nil
        }
    }

    /// Counts of uneven bins spread over bars of equal width, each bin evenly over its own range.
    private static func evenly(_ edges: [Double], _ counts: [Int], barCount: Int) -> [Double] {
        var bars = [Double](repeating: 0, count: barCount)
        guard let low = edges.first, let high = edges.last, high > low, (high - low).isFinite else {
            bars[barCount / 2] = Double(counts.reduce(0) { $0 &+ $1 })
            return bars
        }
        let position = { (value: Double) in (value - low) / (high - low) * Double(barCount) }
        for ((start, end), count) in zip(zip(edges.lazy.map(position), edges.dropFirst().lazy.map(position)), counts) {
            guard end > start else {
                // A bin that holds one value only: the largest one, or one that very many rows have.
                if end == start { bars[min(Int(start), barCount - 1)] += Double(count) }
                continue
            }
            let density = Double(count) / (end - start)
            for bar in max(Int(start), 0)...min(Int(end), barCount - 1) where bar < barCount {
                let covered = min(end, Double(bar + 1)) - max(start, Double(bar))
                if covered > 0 { bars[bar] += density * covered }
            }
        }
        return bars
    }
}
