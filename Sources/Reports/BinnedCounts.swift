/// Counts of values in adjoining bins.
public struct BinnedCounts: Sendable, Equatable {
    /// Rising; one more than there are bins.
    public var edges: [Double]
    public var counts: [Int]
    /// Values below the first edge and above the last.
    public var belowCount: Int
    public var aboveCount: Int

    public init(edges: [Double], counts: [Int], belowCount: Int = 0, aboveCount: Int = 0) {
        self.edges = edges
        self.counts = counts
        self.belowCount = belowCount
        self.aboveCount = aboveCount
    }

    /// Bins of equal width over `bounds`; the last bin includes its upper edge. NaN is not counted. O(values).
    public init(of values: some Sequence<Double>, bounds: ClosedRange<Double>, binCount: Int) {
        let bounds = Ticks.widened(bounds)
        let binCount = min(max(binCount, 1), ReportLimits.histogramBinsMax)
        let width = (bounds.upperBound - bounds.lowerBound) / Double(binCount)
        self.init(
            edges: (0...binCount).map { $0 == binCount ? bounds.upperBound : bounds.lowerBound + Double($0) * width },
            counts: [Int](repeating: 0, count: binCount))
        for value in values where !value.isNaN {
            if value < bounds.lowerBound {
                belowCount += 1
            } else if value > bounds.upperBound {
                aboveCount += 1
            } else {
                counts[min(Int((value - bounds.lowerBound) / width), binCount - 1)] += 1
            }
        }
    }

    /// Values in the bins and beyond them.
    public var totalCount: Int { counts.reduce(belowCount + aboveCount, +) }

    /// The bins that have both their edges, whatever the arrays' lengths; neighbours are merged until there are at most
    /// ``ReportLimits/histogramBinsMax``.
    var bins: [(lower: Double, upper: Double, count: Int)] {
        let count = max(min(edges.count - 1, counts.count), 0)
        let groupSize = max((count + ReportLimits.histogramBinsMax - 1) / ReportLimits.histogramBinsMax, 1)
        return stride(from: 0, to: count, by: groupSize).map { start in
            let end = min(start + groupSize, count)
            return (edges[start], edges[end], counts[start..<end].reduce(0, +))
        }
    }

    /// The values' range without its rarest ends (half a percent on each side, from 200 values on), so that one outlier does not
    /// flatten the picture of all others. nil without a finite value. O(n log n).
    static func typicalBounds(of values: some Sequence<Double>) -> ClosedRange<Double>? {
        let sorted = values.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { return nil }
        let cut = sorted.count / 200
        return sorted[cut]...sorted[sorted.count - 1 - cut]
    }
}
