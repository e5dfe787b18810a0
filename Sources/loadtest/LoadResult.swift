import Base

/// The figures of a run: for people and for programs.
struct LoadResult {
    let settings: LoadSettings
    let tally: LoadTally
    /// The measured time.
    let seconds: Double
    let isInterrupted: Bool

    static let percentiles: [(name: String, percentile: Double)] = [
        ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99),
    ]

    var exitCode: ExitCode {
        if isInterrupted { return .interrupted }
        if tally.succeededCount == 0 { return .environment }
        return tally.errorCount == 0 ? .success : .loadErrors
    }

    var requestsPerSecond: Double { seconds > 0 ? Double(tally.succeededCount) / seconds : 0 }
}
