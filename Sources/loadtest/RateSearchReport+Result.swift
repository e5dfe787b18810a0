import Base
import LoadTesting
import Reports

extension RateSearchReport {
    /// The page of a search.
    init(_ result: RateSearchResult) {
        let settings = result.settings
        self.init(
            target: settings.target,
            load: LoadReport.Reason.sentence(settings.searchWords(result.limit, rateMax: result.rateMax)) + ".",
            percentile: "\(result.limit.percentile)", latencyMax: Double(result.limit.nanoseconds) / 1e9)
        conclusion = LoadReport.Reason.sentence(result.conclusion)
        isFound = result.exitCode == .success
        if result.ending == .untrustworthy { reasons = (result.trials.last?.reasons ?? []).map { LoadReport.Reason($0) } }
        rate = result.rate
        trials = result.trials.map { trial in
            let outcome: Outcome =
                switch trial.outcome {
                case .passed: .passed
                case .failed: .failed
                case .untrustworthy: .untrustworthy
                }
            return Trial(
                rate: trial.rate, answeredRate: trial.answeredPerSecond, latency: trial.nanoseconds.map { Double($0) / 1e9 },
                errorCount: trial.errorCount, outcome: outcome,
                note: trial.reasons.map { $0.kind.rawValue.replacing("_", with: " ") }.joined(separator: ", "))
        }
        facts = settings.requestFacts + settings.timeFacts + [.tool]
    }
}
