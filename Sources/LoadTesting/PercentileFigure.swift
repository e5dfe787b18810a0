package import Codecs

/// A percentile of the latencies, or why there is none to report.
package struct PercentileFigure: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case nanoseconds(UInt64)
        /// There are too few samples above it: so many are needed in all.
        case tooFewSamples(needed: UInt64)
    }

    package let percentile: Percentile
    package let value: Value

    /// Samples that must lie above a percentile for it to be reported: their number then varies by a third or so from run to run.
    package static let sampleCountAboveMin = 10

    package init(_ percentile: Percentile, of latencies: Latencies) {
        self.percentile = percentile
        let needed = percentile.countNeeded(above: Self.sampleCountAboveMin)
        if latencies.count >= needed, let nanoseconds = latencies.nanoseconds(atPercentile: percentile.percent) {
            value = .nanoseconds(nanoseconds)
        } else {
            value = .tooFewSamples(needed: needed)
        }
    }

    package var nanoseconds: UInt64? { if case .nanoseconds(let value) = value { value } else { nil } }

    package var json: JSONValue { nanoseconds.map { .number("\($0)") } ?? .null }
}
