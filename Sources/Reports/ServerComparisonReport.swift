/// What a person wants to see of two servers that were measured in turn: which is better at what, how sure that is, and every pair.
///
/// Plain values in, one page out; times are in seconds. Equal reports give equal bytes.
public struct ServerComparisonReport: Sendable, Equatable {
    /// A figure of both servers, pair by pair.
    public struct Figure: Sendable, Equatable {
        public enum Finding: Sendable {
            case better, worse, undecided

            var words: String {
                switch self {
                case .better: "the second is better"
                case .worse: "the second is worse"
                case .undecided: "no difference shown"
                }
            }
        }

        public var name: String
        public var isDuration: Bool
        /// By pair, of one length.
        public var first: [Double]
        public var second: [Double]
        public var firstMedian: Double
        public var secondMedian: Double
        /// Median of second to first, and the interval that holds it; nil with too few pairs.
        public var ratio: Double
        public var interval: ClosedRange<Double>?
        public var finding: Finding
        public init(
            _ name: String, isDuration: Bool, first: [Double], second: [Double], firstMedian: Double, secondMedian: Double,
            ratio: Double, interval: ClosedRange<Double>?, finding: Finding
        ) {
            self.name = name
            self.isDuration = isDuration
            self.first = first
            self.second = second
            self.firstMedian = firstMedian
            self.secondMedian = secondMedian
            self.ratio = ratio
            self.interval = interval
            self.finding = finding
        }
    }

    /// `POST http://...`
    public var first: String
    public var second: String
    /// How, in a sentence.
    public var load: String
    /// What it came to, in a sentence.
    public var conclusion = ""
    /// All pairs that were asked for were measured, and their figures hold.
    public var isComplete = false
    /// Why pairs were not taken, and what to do about it.
    public var reasons: [LoadReport.Reason] = []
    public var pairCount = 0
    /// Of the intervals, as a share.
    public var confidence = 0.95
    public var figures: [Figure] = []
    public var warnings: [String] = []
    public var facts: [TrainingReport.Fact] = []

    public init(first: String, second: String, load: String) { (self.first, self.second, self.load) = (first, second, load) }

    /// The page, UTF-8.
    public func html() -> [UInt8] {
        var page = HTMLPage(title: (isComplete ? "" : "INCOMPLETE: ") + "two servers: \(ReportLimits.shortened(second, to: 100))")
        page.header(kind: "Two servers in turn", heading: second, qualifier: "compared with \(first)", detail: load)
        page.verdict(conclusion, isGood: isComplete, reasons: reasons.map { ($0.finding + ".", $0.advice) })
        page.keyFigures(keyFigures, holds: isComplete)
        page.warnings(warnings)
        addFigures(to: &page)
        addPairs(to: &page)
        if !facts.isEmpty {
            let rows = facts.prefix(ReportLimits.factsMax).map {
                [HTMLTable.Cell.text(ReportLimits.shortened($0.name)), $0.value]
            }
            page.section("The run") { $0.table(HTMLTable(columns: [], rows: rows)) }
        }
        return page.bytes()
    }

    private static func ratio(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }

    private static func words(_ interval: ClosedRange<Double>) -> String {
        "\(ratio(interval.lowerBound)) to \(ratio(interval.upperBound))"
    }

    private var keyFigures: [(name: String, value: String, note: String)] {
        figures.map { figure in
            (
                "\(figure.name), second to first", Self.ratio(figure.ratio),
                (figure.interval.map { Self.words($0) + ": " } ?? "") + figure.finding.words
            )
        }
    }

    private func addFigures(to page: inout HTMLPage) {
        guard !figures.isEmpty else { return }
        let rows = figures.map { figure -> [HTMLTable.Cell] in
            let cell = { (value: Double) in figure.isDuration ? HTMLTable.Cell.duration(value) : .number(value) }
            return [
                .text(figure.name), cell(figure.firstMedian), cell(figure.secondMedian), .text(Self.ratio(figure.ratio)),
                figure.interval.map { .text(Self.words($0)) } ?? .missing("too few pairs"), .text(figure.finding.words),
            ]
        }
        let confidence = NumberText.percent(self.confidence, decimals: 0)
        let ratios = LineChart(
            title: "Ratios, pair by pair", summary: "Second to first of each figure; at 1 the servers are alike.",
            xAxis: ChartAxis(title: "Pair", isWhole: true), yAxis: ChartAxis(title: "Second to first"),
            series: figures.map { figure in
                LineChart.Series(
                    name: figure.name, points: Self.points(zip(figure.first, figure.second).map { $1 / $0 }),
                    style: .lineAndPoints)
            }, guides: [.horizontal(y: 1, "alike")], width: 1004, height: 340)
        page.section("Figures") { section in
            section.table(
                HTMLTable(
                    columns: ["", "First", "Second", "Ratio", "\(confidence) interval", ""], rows: rows,
                    note:
                        "Medians of \(NumberText.count(pairCount)) pairs. The interval holds the true median of the pairs' ratios with a "
                        + "chance of \(confidence) at least, whatever the distribution; a difference is shown where it leaves out 1."
                ))
            section.charts([ratios], isWide: true)
        }
    }

    /// Values by the number of their pair, from 1.
    private static func points(_ values: [Double]) -> [Point] { values.enumerated().map { Point(x: Double($0 + 1), y: $1) } }

    private func addPairs(to page: inout HTMLPage) {
        guard !figures.isEmpty else { return }
        let charts = figures.map { figure in
            LineChart(
                title: figure.name, summary: "Of both servers, pair by pair.", xAxis: ChartAxis(title: "Pair", isWhole: true),
                yAxis: ChartAxis(
                    title: figure.isDuration ? "Latency" : "Requests a second", includesZero: true, isDuration: figure.isDuration),
                series: [
                    LineChart.Series(name: "first", points: Self.points(figure.first), style: .lineAndPoints),
                    LineChart.Series(name: "second", points: Self.points(figure.second), style: .lineAndPoints),
                ])
        }
        page.section(pairCount == 1 ? "1 pair" : "\(NumberText.count(pairCount)) pairs") { $0.charts(charts) }
    }
}
