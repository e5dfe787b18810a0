/// Quantiles of samples, and bin edges made of them.
public enum Quantiles {
    /// The quantile at `share` (0 ... 1) of ascending numbers, linear between the two nearest ranks (numpy's default, type 7 of
    /// Hyndman and Fan). NaN for an empty array. O(1).
    public static func value(ofSorted sorted: [Double], share: Double) -> Double {
        precondition(share >= 0 && share <= 1, "a share is in 0 ... 1")
        guard let last = sorted.indices.last else { return .nan }
        let rank = share * Double(last)
        let lower = min(Int(rank), last)
        let upper = min(lower + 1, last)
        let fraction = rank - Double(lower)
        // At a whole rank the neighbour does not count, even where it is infinite.
        return fraction == 0 ? sorted[lower] : sorted[lower] + (sorted[upper] - sorted[lower]) * fraction
    }

    /// Ascending, distinct, finite edges that cut the samples into at most `binCount` bins of about equal counts; bin i holds
    /// `edges[i - 1] <= x < edges[i]`. NaN samples are left out. Every edge is a sample above the smallest one, so few distinct
    /// values give fewer edges, and constant samples none. A value that fills more than a bin's share is cut off from the values on
    /// both its sides. O(n log n).
    public static func edges(of samples: [Double], binCount: Int) -> [Double] {
        edges(of: samples.map { ($0, 1) }, binCount: binCount)
    }

    /// The same for samples with weights (0 or more; a weight of 2 is the sample twice).
    public static func edges(of weighted: [(sample: Double, weight: Double)], binCount: Int) -> [Double] {
        precondition(binCount > 0, "at least one bin")
        let sorted = weighted.filter { !$0.sample.isNaN && $0.weight > 0 }.sorted { $0.sample < $1.sample }
        let total = sorted.reduce(0) { $0 + $1.weight }
        var edges: [Double] = []
        var below = 0.0
        var cut = 1
        var opensNext = false
        var index = 0
        while index < sorted.count {
            let value = sorted[index].sample
            let isFirst = index == 0
            var through = below
            while index < sorted.count, sorted[index].sample == value {
                through += sorted[index].weight
                index += 1
            }
            var cutCount = 0
            while cut < binCount, through > total * Double(cut) / Double(binCount) {
                cut += 1
                cutCount += 1
            }
            // Of the cuts that fall into the value's run the first is made before it and another one after it.
            if !isFirst, cutCount > 0 || opensNext, value.isFinite { edges.append(value) }
            opensNext = cutCount > (isFirst ? 0 : 1)
            below = through
        }
        return edges
    }
}
