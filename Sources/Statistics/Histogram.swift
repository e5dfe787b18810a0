/// Counts of numbers in bins with fixed edges: bin i holds `edges[i - 1] <= x < edges[i]`, the first and the last bin are open.
public struct Histogram: Sendable, Equatable {
    /// Ascending and distinct.
    public let edges: [Double]
    /// One more than there are edges.
    public private(set) var counts: [Int]
    /// Numbers that were NaN; they are in no bin.
    public private(set) var missingCount = 0

    public init(edges: [Double]) {
        precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges ascend")
        self.edges = edges
        counts = [Int](repeating: 0, count: edges.count + 1)
    }

    /// Numbers counted, the missing ones not among them.
    public var totalCount: Int { counts.reduce(0, +) }

    /// The bin of a number that is not NaN. O(log n).
    public func bin(of value: Double) -> Int {
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    public mutating func add(_ value: Double) {
        if value.isNaN { missingCount += 1 } else { counts[bin(of: value)] += 1 }
    }

    /// Adds the counts of another histogram with the same edges.
    public mutating func add(_ other: Histogram) {
        precondition(other.edges == edges, "histograms of the same bins")
        for index in counts.indices { counts[index] += other.counts[index] }
        missingCount += other.missingCount
    }
}
