import Base
package import Codecs

extension LoadResult {
    /// Settings, verdict and figures; times are in nanoseconds, the histogram's buckets are `[first, last, count]`. A percentile that there
    /// are too few samples for is null.
    package var json: JSONValue {
        .object([
            .init("settings", settings.json),
            .init("valid", JSONValue(verdict.isValid)),
            .init("invalid_reasons", .array(verdict.reasons.map(\.json))),
            .init("interrupted", JSONValue(isInterrupted)),
            .init("measured_seconds", JSONValue(seconds)),
            .init("requests", .object(requests)),
            .init("predictions_per_second", JSONValue(predictionsPerSecond)),
            .init("cost_per_million_predictions", costPerMillionPredictions.map { JSONValue($0) } ?? .null),
            .init("checks", checks?.json ?? .null),
            .init("statuses", .object(statuses)),
            .init("errors", .object(errors)),
            .init("error_examples", .object(errorExamples)),
            .init(
                "bytes",
                .object([.init("sent", JSONValue(tally.sentByteCount)), .init("received", JSONValue(tally.receivedByteCount))])),
            .init(
                "warm_up",
                .object([
                    .init("responses", JSONValue(tally.warmUpResponseCount)),
                    .init("failures", JSONValue(tally.warmUpFailureCount)),
                ])),
            .init("latency", Self.times(tally.latency, latencyFigures)),
            .init("service_time", Self.times(tally.serviceTime, serviceTimeFigures)),
            .init("lag", Self.times(tally.lag, lagFigures)),
            .init("machine", machine?.json ?? .null),
            .init("series", series.json),
            .init("histogram", .array(tally.latency.buckets.map(Self.bucket))),
        ])
    }

    private var requests: [JSONValue.Member] {
        [
            .init("due", JSONValue(tally.dueCount)),
            .init("begun", JSONValue(tally.begunCount)),
            .init("begun_in_time", JSONValue(tally.begunInTimeCount)),
            .init("unsent", JSONValue(tally.unsentCount)),
            .init("succeeded", JSONValue(tally.succeededCount)),
            .init("refused", JSONValue(tally.refusedCount)),
            .init("unexpected", JSONValue(tally.errors.answerTotal)),
            .init("failed", JSONValue(tally.errors.requestTotal)),
            .init("unfinished", JSONValue(tally.unfinishedCount)),
            .init("resent", JSONValue(tally.resentCount)),
            .init("due_per_second", JSONValue(duePerSecond)),
            .init("per_second", JSONValue(requestsPerSecond)),
        ]
    }

    private var statuses: [JSONValue.Member] {
        tally.statusCounts.indices.filter { tally.statusCounts[$0] > 0 }.map { .init("\($0)", JSONValue(tally.statusCounts[$0])) }
    }

    /// Every kind, those that did not happen too: programs need not ask whether a member is there.
    private var errors: [JSONValue.Member] {
        [.init("status", JSONValue(tally.refusedCount))]
            + LoadErrorKind.allCases.map { .init($0.rawValue, JSONValue(tally.errors[$0])) }
    }

    private var errorExamples: [JSONValue.Member] {
        LoadErrorKind.allCases.filter { !tally.errors.examples($0).isEmpty }
            .map { .init($0.rawValue, JSONValue(tally.errors.examples($0))) }
    }

    private static func times(_ histogram: Latencies, _ figures: [PercentileFigure]) -> JSONValue {
        guard let least = histogram.minNanoseconds, let most = histogram.maxNanoseconds, let mean = histogram.meanNanoseconds
        else { return .object([]) }
        var members: [JSONValue.Member] = [.init("min", .number("\(least)")), .init("mean", JSONValue(mean))]
        members += figures.map { .init($0.percentile.description, $0.json) }
        return .object(
            members + [.init("max", .number("\(most)")), .init("above_one_hour", .number("\(histogram.overflowCount)"))])
    }

    private static func bucket(_ bucket: Latencies.Bucket) -> JSONValue {
        .array([
            .number("\(bucket.nanoseconds.lowerBound)"), .number("\(bucket.nanoseconds.upperBound)"), .number("\(bucket.count)"),
        ])
    }
}
