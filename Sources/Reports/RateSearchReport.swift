/// What a person wants to see of a search for the highest rate that a server takes under a latency limit: the rate, whether it can be
/// trusted, and every measurement on the way to it.
///
/// Plain values in, one page out; times are in seconds, rates by the second. Equal reports give equal bytes.
public struct RateSearchReport: Sendable, Equatable {
    public enum Outcome: Sendable, CaseIterable {
        case passed, failed, untrustworthy

        var words: String {
            switch self {
            case .passed: "passed"
            case .failed: "failed"
            case .untrustworthy: "not trustworthy"
            }
        }
    }

    /// One measurement.
    public struct Trial: Sendable, Equatable {
        public var rate: Double
        public var answeredRate: Double
        /// At the percentile of the limit; nil where there were too few answers.
        public var latency: Double?
        public var errorCount: Int
        public var outcome: Outcome
        /// Why it is not to be trusted, or what else there is to say.
        public var note: String
        public init(
            rate: Double, answeredRate: Double, latency: Double?, errorCount: Int, outcome: Outcome, note: String = ""
        ) {
            self.rate = rate
            self.answeredRate = answeredRate
            self.latency = latency
            self.errorCount = errorCount
            self.outcome = outcome
            self.note = note
        }
    }

    /// What was asked: `POST http://...`.
    public var target: String
    /// How, in a sentence.
    public var load: String
    /// `p99`, and what it must stay within.
    public var percentile: String
    public var latencyMax: Double
    /// What the search came to, in a sentence.
    public var conclusion = ""
    /// The conclusion is a rate that passed and was confirmed.
    public var isFound = false
    /// Why the search could not go on, and what to do about it.
    public var reasons: [LoadReport.Reason] = []
    /// The highest that passed; nil when none did.
    public var rate: Double?
    /// In the order in which they were made.
    public var trials: [Trial] = []
    public var facts: [TrainingReport.Fact] = []

    public init(target: String, load: String, percentile: String, latencyMax: Double) {
        (self.target, self.load, self.percentile, self.latencyMax) = (target, load, percentile, latencyMax)
    }

    /// The page, UTF-8.
    public func html() -> [UInt8] {
        var page = HTMLPage(title: (isFound ? "" : "NOT FOUND: ") + "highest rate of \(ReportLimits.shortened(target))")
        page.header(kind: "Search for the highest rate", heading: target, qualifier: "", detail: load)
        page.verdict(conclusion, isGood: isFound, reasons: reasons.map { ($0.finding + ".", $0.advice) })
        page.keyFigures(keyFigures, holds: isFound)
        addLatency(to: &page)
        addTrials(to: &page)
        if !facts.isEmpty {
            let rows = facts.prefix(ReportLimits.factsMax).map {
                [HTMLTable.Cell.text(ReportLimits.shortened($0.name)), $0.value]
            }
            page.section("The run") { $0.table(HTMLTable(columns: [], rows: rows)) }
        }
        return page.bytes()
    }

    private var keyFigures: [(name: String, value: String, note: String)] {
        var figures: [(name: String, value: String, note: String)] = []
        if let rate {
            figures.append(("Highest rate", NumberText.compact(rate), "requests a second"))
            let passed = trials.filter { $0.outcome == .passed && $0.rate == rate }
            if let worst = passed.compactMap(\.latency).max() {
                figures.append(("Latency \(percentile) there", NumberText.duration(worst), "the highest that was measured at it"))
            }
        }
        figures.append(("Limit", NumberText.duration(latencyMax), "at \(percentile)"))
        figures.append(("Measurements", NumberText.count(trials.count), ""))
        return figures
    }

    /// Values farther apart are drawn by powers of ten.
    private static let linearRatioMax = 20.0

    private static func isWide(_ values: [Double]) -> Bool {
        let values = values.filter { $0.isFinite && $0 > 0 }
        guard let least = values.min(), let most = values.max() else { return false }
        return most > least * linearRatioMax
    }

    private func addLatency(to page: inout HTMLPage) {
        guard trials.contains(where: { $0.latency != nil }) else { return }
        let series = Outcome.allCases.compactMap { outcome -> LineChart.Series? in
            let points = trials.filter { $0.outcome == outcome }
                .compactMap { trial in trial.latency.map { Point(x: trial.rate, y: $0) } }
            return points.isEmpty ? nil : LineChart.Series(name: outcome.words, points: points, style: .points)
        }
        let isWideLatency = Self.isWide(trials.compactMap(\.latency) + [latencyMax])
        var guides = [LineChart.Guide.horizontal(y: latencyMax, "limit")]
        if let rate { guides.append(.vertical(x: rate, isFound ? "found" : "had passed")) }
        let chart = LineChart(
            title: "Latency by rate",
            summary: "\(percentile) of each measurement. Errors fail one too, and so does a server that falls behind.",
            xAxis: ChartAxis(title: "Requests a second", isLogarithmic: Self.isWide(trials.map(\.rate))),
            yAxis: ChartAxis(
                title: "Latency \(percentile)", includesZero: !isWideLatency, isDuration: true, isLogarithmic: isWideLatency),
            series: series, guides: guides, width: 1004, height: 340)
        page.section("Latency") { $0.charts([chart], isWide: true) }
    }

    private func addTrials(to page: inout HTMLPage) {
        guard !trials.isEmpty else { return }
        let rows = trials.prefix(ReportLimits.featuresMax).enumerated().map { number, trial -> [HTMLTable.Cell] in
            [
                .text("\(number + 1)"), .number(trial.rate), .number(trial.answeredRate),
                trial.latency.map { .duration($0) } ?? .missing("too few samples"), .count(trial.errorCount),
                .text(trial.outcome.words + (trial.note.isEmpty ? "" : ": " + trial.note)),
            ]
        }
        page.section(trials.count == 1 ? "1 measurement" : "\(NumberText.count(trials.count)) measurements") { section in
            section.table(
                HTMLTable(
                    columns: ["", "Requests a second", "Answered a second", "Latency \(percentile)", "Errors", "Outcome"],
                    rows: rows))
        }
    }
}
