package import Codecs

/// One measurement of a search.
package struct RateTrial: Sendable {
    package enum Outcome: String, Sendable {
        case passed
        /// Over the limit, errors, or the server did not keep up.
        case failed
        /// The machine or the generator was in the way: it says nothing of the server.
        case untrustworthy
    }

    package let rate: Double
    package let outcome: Outcome
    /// What the limit is about.
    package let nanoseconds: UInt64?
    package let answeredPerSecond: Double
    package let errorCount: Int
    package let reasons: [InvalidReason]

    /// Of the requests: that many errors are accepted.
    package static let errorShareMax = 0.001

    package init(_ result: LoadResult, rate: Double, limit: LatencyLimit, acceptsInvalid: Bool) {
        self.rate = rate
        reasons = result.verdict.reasons
        nanoseconds = PercentileFigure(limit.percentile, of: result.tally.latency).nanoseconds
        answeredPerSecond = result.requestsPerSecond
        errorCount = result.tally.errorCount
        let isKept = Double(result.tally.begunInTimeCount) >= ValidityLimits.keptShareMin * Double(result.tally.dueCount)
        let isWithin = nanoseconds.map { $0 <= limit.nanoseconds } ?? false
        let isClean = Double(errorCount) <= Self.errorShareMax * Double(result.tally.dueCount)
        if !acceptsInvalid, reasons.contains(where: { $0.kind.isOfGenerator }) {
            outcome = .untrustworthy
        } else {
            // A server that gets slower and slower does not take the rate, whatever the figures of a short run are.
            let isSteady = acceptsInvalid || reasons.isEmpty
            outcome = isKept && isWithin && isClean && isSteady ? .passed : .failed
        }
    }

    package var json: JSONValue {
        .object([
            .init("rate", JSONValue(rate)), .init("outcome", JSONValue(outcome.rawValue)),
            .init("latency", nanoseconds.map { .number("\($0)") } ?? .null),
            .init("answered_per_second", JSONValue(answeredPerSecond)), .init("errors", JSONValue(errorCount)),
            .init("invalid_reasons", .array(reasons.map(\.json))),
        ])
    }
}
