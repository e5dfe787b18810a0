internal import Glibc

/// How one thing compares with another that was measured in pairs with it: the median of the pairs' ratios, and an interval for it that
/// holds whatever the distribution is.
///
/// The interval lies between two of the ordered ratios. Each pair's ratio is above the true median with a chance of one half, so the number
/// of those above is binomial, and the chance that the median lies outside is known exactly, from the number of pairs alone: no normal
/// distribution, no resampling, no seed. Source: Conover, Practical Nonparametric Statistics, 3.2.
package struct PairedRatios: Sendable, Equatable {
    package let ratios: [Double]

    /// Fewer pairs have no interval of this confidence.
    package static let pairCountMin = 6
    package static let confidence = 0.95

    /// `first` and `second` by pair, all above 0: the ratios are second to first.
    package init(_ first: [Double], _ second: [Double]) {
        precondition(first.count == second.count, "pairs")
        ratios = zip(first, second).map { $1 / $0 }.sorted()
    }

    package var median: Double { Trend.median(ratios) }

    /// Holds the true median ratio with a chance of at least `confidence`; nil with too few pairs.
    package var interval: ClosedRange<Double>? {
        guard let rank = Self.rank(pairCount: ratios.count) else { return nil }
        return ratios[rank]...ratios[ratios.count - 1 - rank]
    }

    /// The highest rank, from 0, for which the interval from it to its mirror image has the confidence; nil when none has.
    package static func rank(pairCount: Int) -> Int? {
        var outside = 0.0
        var found: Int?
        for rank in 0..<(pairCount / 2) {
            // Twice the chance that at most `rank` of the ratios lie below the median.
            let ways = lgamma(Double(pairCount + 1)) - lgamma(Double(rank + 1)) - lgamma(Double(pairCount - rank + 1))
            outside += 2 * exp(ways - Double(pairCount) * M_LN2)
            if outside > 1 - confidence { break }
            found = rank
        }
        return found
    }

    /// Whether the interval leaves 1 out.
    package var isDifferent: Bool { interval.map { !$0.contains(1) } ?? false }
}
