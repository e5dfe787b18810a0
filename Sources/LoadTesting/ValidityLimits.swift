/// Beyond what a run's figures are not to be trusted. The numbers are documented in docs/loadtest.md.
package enum ValidityLimits {
    /// At the median and at the 99th percentile, requests may leave late by this share of the latency there ...
    package static let lagShareMax = 0.1
    /// ... and always by this much: less is lost in what a kernel needs to wake a thread.
    package static let lagNanosecondsMax: UInt64 = 100_000
    /// Of a processor: a thread that sends and uses more has no time left to be on time.
    package static let threadShareMax = 0.9
    /// Of the time: a thread that sends is ready and waits for a processor.
    package static let threadWaitShareMax = 0.1
    /// Of all processors' time.
    package static let stealShareMax = 0.05
    /// Other processes' part of all processors, where less than `idleShareMin` was left.
    package static let otherShareMax = 0.05
    package static let idleShareMin = 0.1
    /// Of the requests that were due: sent while the measured time lasted.
    package static let keptShareMin = 0.99
    /// Medians of the first and the last half of the measured time may differ by this factor ...
    package static let driftFactorMax = 1.25
    /// ... and by more where that is no trend: a chance of this or more that equal parts come in such an order (Mann and Kendall's test).
    package static let trendChanceMax = 0.01
    /// Connections that the server ended at once, of those that were open at one time, for it to have been restarted.
    package static let lostShareMin = 0.5
}
