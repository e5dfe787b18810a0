package import Base
package import Codecs

/// What a search for the highest rate came to.
package struct RateSearchResult: Sendable {
    package enum Ending: String, Sendable {
        case found
        /// The highest rate that may be tried passed.
        case atMost = "at_most"
        /// Not even the lowest passed.
        case none
        /// The machine or the generator was in the way of a measurement that the search needs.
        case untrustworthy
        case interrupted
    }

    package let settings: LoadSettings
    package let limit: LatencyLimit
    /// The highest that might be tried.
    package let rateMax: Double
    package let ending: Ending
    /// The highest that passed and was confirmed; where the search ended early, the highest that passed.
    package let rate: Double?
    package let trials: [RateTrial]

    /// A measurement that the machine was in the way of is made again so often.
    package static let repetitionCountMax = 2

    /// Searches with `measure`, which is given a rate and returns what came of it, or nil when a signal ended it.
    package static func search(
        _ settings: LoadSettings, limit: LatencyLimit, first: Double, in range: ClosedRange<Double>,
        measure: (Double) throws -> RateTrial?
    ) rethrows -> RateSearchResult {
        var search = RateSearch(first: first, in: range)
        var trials: [RateTrial] = []
        func result(_ ending: Ending, _ rate: Double?) -> RateSearchResult {
            RateSearchResult(
                settings: settings, limit: limit, rateMax: range.upperBound, ending: ending, rate: rate, trials: trials)
        }
        var best: Double? { trials.filter { $0.outcome == .passed }.map(\.rate).max() }
        var repetitionCount = 0
        while true {
            switch search.next {
            case .found(let rate, let isAtMost): return result(isAtMost ? .atMost : rate == nil ? .none : .found, rate)
            case .measure(let rate):
                guard let trial = try measure(rate) else { return result(.interrupted, best) }
                trials.append(trial)
                if trial.outcome == .untrustworthy {
                    repetitionCount += 1
                    if repetitionCount > repetitionCountMax { return result(.untrustworthy, best) }
                } else {
                    repetitionCount = 0
                    search.take(isPass: trial.outcome == .passed)
                }
            }
        }
    }

    package var exitCode: ExitCode {
        switch ending {
        case .found, .atMost: .success
        case .none: .loadErrors
        case .untrustworthy: .invalidMeasurement
        case .interrupted: .interrupted
        }
    }

    package var json: JSONValue {
        .object([
            .init("settings", settings.json), .init("limit", JSONValue(limit.description)),
            .init("rate_max", JSONValue(rateMax)), .init("ending", JSONValue(ending.rawValue)),
            .init("rate", rate.map { JSONValue($0) } ?? .null),
            .init("trials", .array(trials.map(\.json))),
        ])
    }

    /// What it came to, in a sentence; without the reasons of an end that was not one.
    package var conclusion: String {
        let rate = self.rate.map { Printable.count(Int($0.rounded(.down))) + " requests/s" }
        let passed = rate.map { "; \($0) had passed" } ?? ""
        switch ending {
        case .found: return "\(rate ?? "") is the highest rate with \(limit), confirmed \(RateSearch.confirmationCount) times"
        case .atMost: return "\(limit) holds at \(rate ?? ""), the highest rate that was to be tried"
        case .none: return "\(limit) does not hold at any rate that was tried"
        case .interrupted: return "ended early by a signal" + passed
        case .untrustworthy: return "the search cannot go on" + passed
        }
    }

    /// What is printed at the end.
    package var text: String {
        guard ending == .untrustworthy else { return conclusion }
        return conclusion + ":" + (trials.last?.reasons.map { "\n  \($0.finding)\n  -> \($0.advice)" }.joined() ?? "")
    }
}
