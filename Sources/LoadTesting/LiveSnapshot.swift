/// What the loops had done at one moment, the warm-up included.
public struct LiveSnapshot: Sendable {
    public internal(set) var sentCount = 0
    /// Since the last snapshot.
    public internal(set) var lagNanosecondsMax: UInt64 = 0
    var cells = [UInt32](repeating: 0, count: CompactLatencies.cellCount)

    public init() {}

    /// The latency that `percentile` percent of those since `earlier` do not exceed, to three percent; nil without any.
    public func nanoseconds(atPercentile percentile: Double, since earlier: LiveSnapshot) -> UInt64? {
        let counts = zip(cells, earlier.cells).map { UInt64($0 &- $1) }
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = max(1, UInt64((percentile / 100 * Double(total)).rounded(.up)))
        var seen: UInt64 = 0
        for (cell, count) in counts.enumerated() {
            seen += count
            if seen >= rank { return CompactLatencies.end(ofCell: cell) }
        }
        return nil
    }
}
