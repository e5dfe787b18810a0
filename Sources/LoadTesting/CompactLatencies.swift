/// How often each latency was seen, to three percent: for the parts of a run, of which there are many. Twelve KiB at most, and none before
/// the first latency.
///
/// Values below 32 have a cell each; above, every power of two has 32 cells. From 1 ns to a quarter of a day.
package struct CompactLatencies: Sendable {
    private static let stepBits = 5
    private static let stepCount = 1 << stepBits
    /// Up to the 44th power of two: 4.9 hours.
    static let cellCount = (44 - stepBits + 1) * stepCount

    private var counts: [UInt32] = []
    package private(set) var count: UInt64 = 0
    package private(set) var largest: UInt64 = 0

    package init() {}

    /// Takes the memory, so that recording takes none.
    mutating func reserve() {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.cellCount) }
    }

    package var maxNanoseconds: UInt64? { count == 0 ? nil : largest }

    static func cell(_ nanoseconds: UInt64) -> Int {
        guard nanoseconds >= UInt64(stepCount) else { return Int(nanoseconds) }
        let power = 63 - nanoseconds.leadingZeroBitCount
        let step = Int(truncatingIfNeeded: nanoseconds &>> UInt64(power - stepBits)) & (stepCount - 1)
        return min((power - stepBits + 1) * stepCount + step, cellCount - 1)
    }

    /// The largest value of a cell.
    static func end(ofCell cell: Int) -> UInt64 {
        guard cell >= stepCount else { return UInt64(cell) }
        let power = cell / stepCount - 1
        return (UInt64(stepCount + cell % stepCount + 1) &<< UInt64(power)) - 1
    }

    package mutating func record(nanoseconds: UInt64) {
        reserve()
        counts[Self.cell(nanoseconds)] &+= 1
        count &+= 1
        if nanoseconds > largest { largest = nanoseconds }
    }

    package mutating func merge(_ other: CompactLatencies) {
        guard other.count > 0 else { return }
        reserve()
        for cell in counts.indices { counts[cell] += other.counts[cell] }
        count += other.count
        largest = max(largest, other.largest)
    }

    /// A latency that `percentile` percent of all do not exceed: never too small, and at most a thirty-second too large. nil without any.
    package func nanoseconds(atPercentile percentile: Double) -> UInt64? {
        guard count > 0 else { return nil }
        let rank = max(1, UInt64((percentile / 100 * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for cell in counts.indices {
            seen += UInt64(counts[cell])
            if seen >= rank { return min(Self.end(ofCell: cell), largest) }
        }
        return largest
    }
}
