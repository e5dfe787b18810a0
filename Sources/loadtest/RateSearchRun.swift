import Base
import LoadTesting
import Network

/// `--find-rate`: one measurement after the other, each told as it ends.
struct RateSearchRun {
    let settings: LoadSettings
    let target: LoadTarget
    let limit: LatencyLimit
    let options: SearchOptions
    let acceptsInvalid: Bool
    let spacing: LoadShape.Spacing

    /// Where the search begins without --rate: as many as give the percentile its samples, at least.
    private static let firstRateMin = 100.0
    private static let rateMin = 1.0

    /// The rate that is tried first: the one that was given, or such that the percentile has its samples.
    static func firstRate(_ limit: LatencyLimit, seconds: Double, options: SearchOptions, given: Double?) -> Double {
        let needed = Double(limit.percentile.countNeeded(above: PercentileFigure.sampleCountAboveMin))
        return min(options.rateMax, given ?? max(firstRateMin, (2 * needed / seconds).rounded(.up)))
    }

    func run(_ signals: borrowing SignalWatch, observer: LoadObserver, first: Double) throws -> RateSearchResult {
        print("requests/s   answered/s  \(limit.percentile)")
        return try RateSearchResult.search(
            settings, limit: limit, first: first, in: min(Self.rateMin, first)...max(options.rateMax, first)
        ) { rate in
            var settings = self.settings
            settings.shape = .open(.constant(rate, seconds: settings.seconds), spacing)
            settings.percentiles = [limit.percentile]
            let result = try Measurement.run(settings, target, signals: signals, observer: observer)
            if result.isInterrupted { return nil }
            let trial = RateTrial(result, rate: rate, limit: limit, acceptsInvalid: acceptsInvalid)
            print(Self.line(trial))
            return trial
        }
    }

    private static func line(_ trial: RateTrial) -> String {
        func column(_ text: String) -> String { text + String(repeating: " ", count: max(1, 13 - text.count)) }
        let latency = trial.nanoseconds.map { LoadResult.duration(Double($0)) } ?? "-"
        let words =
            switch trial.outcome {
            case .passed: "passed"
            case .failed: "failed" + (trial.errorCount > 0 ? ", " + Printable.count(trial.errorCount, "error") : "")
            case .untrustworthy: "not trustworthy: " + trial.reasons.map(\.kind.rawValue).joined(separator: ", ")
            }
        return column(Printable.count(Int(trial.rate))) + column(Printable.count(Int(trial.answeredPerSecond))) + column(latency)
            + words
    }
}
