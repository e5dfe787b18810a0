/// The buckets that durations are counted in: a decimal series from a microsecond to ten seconds, and one for all above.
///
/// A bucket is found by arithmetic alone, since who counts may have no table at hand: a global would be checked on every use for whether it
/// is there yet.
public enum DurationBuckets {
    /// Upper bounds, inclusive, ascending.
    public static let boundNanoseconds: [UInt64] =
        [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000].flatMap {
            [$0, $0 * 5 / 2, $0 * 5]
        } + [10_000_000_000]

    /// The same as a label spells them, in seconds.
    public static let boundSeconds = boundNanoseconds.map { Double($0) / 1e9 }

    /// The bounds' buckets and the one above.
    public static var count: Int { 23 }

    /// The bucket of a duration. A few comparisons, no memory.
    @inline(__always)
    public static func index(of nanoseconds: UInt64) -> Int {
        var decade: UInt64 = 1_000
        var index = 0
        while decade < 10_000_000_000 {
            if nanoseconds <= decade { return index }
            if nanoseconds <= decade &* 5 / 2 { return index &+ 1 }
            if nanoseconds <= decade &* 5 { return index &+ 2 }
            decade &*= 10
            index &+= 3
        }
        return nanoseconds <= decade ? index : index &+ 1
    }
}
