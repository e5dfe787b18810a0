/// The loss after each round of training.
public struct LearningCurve: Sendable, Equatable {
    /// What is measured: `log_loss`, `rmse`.
    public var lossName: String
    /// Element i is the loss after round i + 1. Empty: not measured.
    public var training: [Double]
    public var validation: [Double]
    /// Number of the round whose model was kept, from 1; nil: the last.
    public var bestRound: Int?

    public init(lossName: String, training: [Double], validation: [Double] = [], bestRound: Int? = nil) {
        self.lossName = lossName
        self.training = training
        self.validation = validation
        self.bestRound = bestRound
    }

    var roundCount: Int { max(training.count, validation.count) }

    /// nil without a round.
    var chart: LineChart? {
        guard roundCount > 0 else { return nil }
        let named = [("training", training), ("validation", validation)].filter { !$0.1.isEmpty }
        let series = named.map { name, losses in
            LineChart.Series(name: name, points: losses.enumerated().map { Point(x: Double($0 + 1), y: $1) })
        }
        let title = MetricName(rawValue: lossName)?.title ?? lossName
        let rounds = roundCount == 1 ? "1 round" : "\(NumberText.count(roundCount)) rounds"
        var summary = "\(title) after each of \(rounds)."
        var markers: [LineChart.Marker] = []
        let judged = validation.isEmpty ? training : validation
        if let bestRound, judged.indices.contains(bestRound - 1) {
            let loss = judged[bestRound - 1]
            markers = [LineChart.Marker(point: Point(x: Double(bestRound), y: loss), name: "best round")]
            summary += " The model keeps \(NumberText.count(bestRound)), where the \(named[named.count - 1].0) loss is"
            summary += " \(NumberText.significant(loss))."
        }
        return LineChart(
            title: "Learning curve", summary: summary, xAxis: ChartAxis(title: "Round", isWhole: true),
            yAxis: ChartAxis(title: title), series: series, markers: markers, width: 1004, height: 340)
    }
}
