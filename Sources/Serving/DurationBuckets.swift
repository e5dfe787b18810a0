/// The buckets that durations of requests are counted in: a decimal series from a microsecond to ten seconds, and one for all above.
enum DurationBuckets {
    /// Upper bounds, inclusive, ascending.
    static let boundNanoseconds: [UInt64] =
        [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000].flatMap {
            [$0, $0 * 5 / 2, $0 * 5]
        } + [10_000_000_000]

    /// The same as a label spells them, in seconds.
    static let boundSeconds = boundNanoseconds.map { Double($0) / 1e9 }

    static var count: Int { boundNanoseconds.count + 1 }
}
