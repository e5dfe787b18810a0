import Base
import LoadTesting
import Reports

extension ServerComparisonReport {
    /// The page of a comparison.
    init(_ comparison: ServerComparison) {
        let settings = comparison.first
        self.init(first: settings.target, second: comparison.second.target, load: settings.loadSentence)
        let pairs = Printable.count(comparison.pairs.count, "pair")
        conclusion =
            switch comparison.ending {
            case .compared: "Compared: \(pairs), each with figures that hold"
            case .interrupted: "Ended early by a signal, after \(pairs)"
            case .untrustworthy: "Too many measurements cannot be trusted"
            }
        isComplete = comparison.ending == .compared
        if comparison.ending == .untrustworthy { reasons = comparison.rejectedKinds.map { LoadReport.Reason($0) } }
        pairCount = comparison.pairs.count
        confidence = PairedRatios.confidence
        figures = comparison.figures.map { Figure($0) }
        let errors = comparison.pairs.map { ($0.first.tally.errorCount, $0.second.tally.errorCount) }
        for (name, count) in [("first", errors.map(\.0)), ("second", errors.map(\.1))].map({ ($0, $1.reduce(0, +)) })
        where count > 0 {
            warnings.append(
                "The \(name) server had \(Printable.count(count, "error")); latencies are those of the other answers.")
        }
        facts =
            settings.requestFacts + [TrainingReport.Fact("second address", .code(comparison.second.address))] + settings.timeFacts
            + [.tool]
    }
}

extension ServerComparisonReport.Figure {
    init(_ figure: ServerComparison.Figure) {
        let ratios = figure.ratios
        let scale = figure.isDuration ? 1e-9 : 1
        let first = figure.first.map { $0 * scale }
        let second = figure.second.map { $0 * scale }
        self.init(
            figure.name, isDuration: figure.isDuration, first: first, second: second, firstMedian: Trend.median(first),
            secondMedian: Trend.median(second), ratio: ratios.median, interval: ratios.interval,
            finding: !ratios.isDifferent ? .undecided : figure.isBetter ? .better : .worse)
    }
}
