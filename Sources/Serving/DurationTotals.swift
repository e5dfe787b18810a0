internal import Base

/// A histogram of durations that several threads counted, added up.
struct DurationTotals {
    /// By the buckets of `DurationBuckets`.
    private(set) var counts = [UInt64](repeating: 0, count: DurationBuckets.count)
    private(set) var nanoseconds: UInt64 = 0

    /// The sum of the buckets, so that a histogram agrees with itself however the threads go on counting meanwhile.
    var count: UInt64 { counts.reduce(0, &+) }

    mutating func add(nanoseconds: UInt64, _ count: (_ bucket: Int) -> UInt64) {
        self.nanoseconds &+= nanoseconds
        for bucket in counts.indices { counts[bucket] &+= count(bucket) }
    }

    mutating func add(_ other: DurationTotals) {
        add(nanoseconds: other.nanoseconds) { other.counts[$0] }
    }
}
