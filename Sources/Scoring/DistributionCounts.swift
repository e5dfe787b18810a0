/// Rows counted into the bins of ``DistributionBins``. One thread's; added up at the end.
@safe public struct DistributionCounts: Sendable {
    public let bins: DistributionBins
    public private(set) var counts: [Int]

    public init(_ bins: DistributionBins) {
        self.bins = bins
        counts = [Int](repeating: 0, count: bins.count)
    }

    /// Counts that an earlier run kept; nil where they are of other bins.
    public init?(_ bins: DistributionBins, counts: [Int]) {
        guard counts.count == bins.count else { return nil }
        self.bins = bins
        self.counts = counts
    }

    public mutating func add(_ other: [Int]) {
        precondition(other.count == counts.count, "counts of the same bins")
        for index in counts.indices { counts[index] &+= other[index] }
    }

    /// Counts a feature's code: NaN is missing.
    @inline(__always)
    public mutating func count(_ value: Double, feature: Int) {
        let start = bins.starts[feature]
        if value.isNaN {
            counts[start] &+= 1
        } else if bins.categoryCounts[feature] > 0 {
            // A code that is no category cannot come from the encoder.
            let code = Int(value)
            if code < bins.categoryCounts[feature] { counts[start &+ 1 &+ code] &+= 1 }
        } else {
            counts[start &+ 1 &+ Self.bin(value, bins.edges[feature])] &+= 1
        }
    }

    /// Counts a row's prediction: its value or largest probability, and its class if it has one.
    public mutating func count(prediction: Double, classIndex: Int?) {
        if !prediction.isNaN, let edges = bins.edges.last { counts[bins.predictionStart &+ Self.bin(prediction, edges)] &+= 1 }
        if let classIndex { counts[bins.classStart &+ classIndex] &+= 1 }
    }

    /// Edges are few: comparing with all of them costs less than branching.
    private static func bin(_ value: Double, _ edges: [Double]) -> Int {
        var bin = 0
        for edge in edges { bin &+= edge <= value ? 1 : 0 }
        return bin
    }
}
