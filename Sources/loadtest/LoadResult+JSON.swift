import Base
import Codecs
import Network

extension LoadResult {
    /// Settings and figures; times are in nanoseconds, the histogram's buckets are `[first, last, count]`.
    var json: JSONValue {
        .object([
            .init("settings", settings.json),
            .init("interrupted", JSONValue(isInterrupted)),
            .init("measured_seconds", JSONValue(seconds)),
            .init(
                "requests",
                .object([
                    .init("begun", JSONValue(tally.begunCount)),
                    .init("succeeded", JSONValue(tally.succeededCount)),
                    .init("refused", JSONValue(tally.refusedCount)),
                    .init("failed", JSONValue(tally.errors.requestTotal)),
                    .init("unfinished", JSONValue(tally.unfinishedCount)),
                    .init("resent", JSONValue(tally.resentCount)),
                    .init("per_second", JSONValue(requestsPerSecond)),
                ])),
            .init("statuses", .object(statuses)),
            .init("errors", .object(errors)),
            .init(
                "bytes",
                .object([.init("sent", JSONValue(tally.sentByteCount)), .init("received", JSONValue(tally.receivedByteCount))])),
            .init(
                "warm_up",
                .object([
                    .init("responses", JSONValue(tally.warmUpResponseCount)),
                    .init("failures", JSONValue(tally.warmUpFailureCount)),
                ])),
            .init("latency", .object(latency)),
            .init("histogram", .array(tally.latency.buckets.map(Self.bucket))),
        ])
    }

    private var statuses: [JSONValue.Member] {
        tally.statusCounts.indices.filter { tally.statusCounts[$0] > 0 }.map { .init("\($0)", JSONValue(tally.statusCounts[$0])) }
    }

    /// Every kind, those that did not happen too: programs need not ask whether a member is there.
    private var errors: [JSONValue.Member] {
        [.init("status", JSONValue(tally.refusedCount))]
            + ClientFailure.Kind.allCases.map {
                .init(String(ErrorCounts.name($0).map { $0 == " " ? "_" : $0 }), JSONValue(tally.errors[$0]))
            }
    }

    private var latency: [JSONValue.Member] {
        let histogram = tally.latency
        guard let least = histogram.minNanoseconds, let most = histogram.maxNanoseconds, let mean = histogram.meanNanoseconds
        else {
            return []
        }
        var members: [JSONValue.Member] = [.init("min", .number("\(least)")), .init("mean", JSONValue(mean))]
        for (name, percentile) in Self.percentiles {
            members.append(.init(name, .number("\(histogram.nanoseconds(atPercentile: percentile) ?? most)")))
        }
        return members + [.init("max", .number("\(most)")), .init("above_one_hour", .number("\(histogram.overflowCount)"))]
    }

    private static func bucket(_ bucket: Latencies.Bucket) -> JSONValue {
        .array([
            .number("\(bucket.nanoseconds.lowerBound)"), .number("\(bucket.nanoseconds.upperBound)"), .number("\(bucket.count)"),
        ])
    }
}
