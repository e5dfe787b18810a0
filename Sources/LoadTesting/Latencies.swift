import Histogram

/// How often each latency was seen: a high-dynamic-range histogram of nanoseconds, with three significant digits from 1 ns to one hour.
///
/// Smallest, largest and mean are exact. What took longer than an hour is counted, and known by the largest alone. About 300 KiB; recording
/// allocates nothing.
package struct Latencies: Sendable {
    /// The largest value that has a bucket.
    package static let bucketedNanosecondsMax: UInt64 = 3_600_000_000_000

    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.bucketedNanosecondsMax, numberOfSignificantValueDigits: .three)
    /// Latencies above `bucketedNanosecondsMax`.
    package private(set) var overflowCount: UInt64 = 0
    private var sum: UInt128 = 0
    private var smallest = UInt64.max
    private var largest: UInt64 = 0

    package init() {}

    package var count: UInt64 { histogram.totalCount + overflowCount }
    /// nil without any.
    package var minNanoseconds: UInt64? { count == 0 ? nil : smallest }
    package var maxNanoseconds: UInt64? { count == 0 ? nil : largest }
    package var meanNanoseconds: Double? { count == 0 ? nil : Double(sum) / Double(count) }

    /// O(1), no allocation.
    package mutating func record(nanoseconds: UInt64) {
        sum &+= UInt128(nanoseconds)
        if nanoseconds < smallest { smallest = nanoseconds }
        if nanoseconds > largest { largest = nanoseconds }
        if nanoseconds > Self.bucketedNanosecondsMax || !histogram.record(nanoseconds) { overflowCount &+= 1 }
    }

    package mutating func merge(_ other: Latencies) {
        histogram.add(other.histogram)
        overflowCount += other.overflowCount
        sum += other.sum
        smallest = min(smallest, other.smallest)
        largest = max(largest, other.largest)
    }

    /// A latency that `percentile` percent of all do not exceed: the end of its bucket, so never too small, and at most a thousandth too
    /// large. nil without any.
    package func nanoseconds(atPercentile percentile: Double) -> UInt64? {
        guard count > 0 else { return nil }
        // The library knows of none above an hour: percentiles are of all.
        let bucketed = percentile * Double(count) / Double(max(histogram.totalCount, 1))
        return bucketed > 100 || histogram.totalCount == 0 ? largest : min(histogram.valueAtPercentile(bucketed), largest)
    }

    /// A run of values and how many latencies lie in it.
    package struct Bucket {
        package let nanoseconds: ClosedRange<UInt64>
        package let count: UInt64
    }

    /// The buckets that hold something, in ascending order.
    package var buckets: [Bucket] {
        histogram.recordedValues().map { value in
            Bucket(nanoseconds: histogram.equivalentRangeForValue(value.value), count: value.count)
        }
    }
}
