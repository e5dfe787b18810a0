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
    /// values give fewer edges, and none is given for constant samples. O(n log n).
    public static func edges(of samples: [Double], binCount: Int) -> [Double] {
        edges(of: samples.map { ($0, 1) }, binCount: binCount)
    }

    /// The same for samples with weights (0 or more; a weight of 2 is the sample twice).
    public static func edges(of weighted: [(sample: Double, weight: Double)], binCount: Int) -> [Double] {
        precondition(binCount > 0, "at least one bin")
        let sorted = weighted.filter { !$0.sample.isNaN && $0.weight > 0 }.sorted { $0.sample < $1.sample }
        guard let first = sorted.first else { return [] }
        let total = sorted.reduce(0) { $0 + $1.weight }
        var edges: [Double] = []
        var below = 0.0
        var cut = 1
        for (sample, weight) in sorted {
            // The sample opens a bin when what lies before it fills the bins so far.
            while cut < binCount, below + weight > total * Double(cut) / Double(binCount) {
                if sample > edges.last ?? first.sample, sample.isFinite { edges.append(sample) }
                cut += 1
            }
            below += weight
        }
        return edges
    }
}
