/// One or more histograms over the same axis, as bars when there is one, else as outlines that differ by dash and fill.
public struct HistogramChart: Chart {
    public struct Series: Sendable, Equatable {
        public var name: String
        public var counts: BinnedCounts
        public init(name: String, counts: BinnedCounts) {
            self.name = name
            self.counts = counts
        }
    }

    public var title: String
    public var summary: String
    public var xAxis: ChartAxis
    public var series: [Series]
    public var guides: [LineChart.Guide]
    /// Heights are shares of the series' own values, so that a rare class can be compared with a frequent one; else counts.
    public var isShare: Bool
    /// What is counted.
    public var countTitle: String
    public var width: Double
    public var height: Double

    public init(
        title: String, summary: String, xAxis: ChartAxis, series: [Series], guides: [LineChart.Guide] = [], isShare: Bool = false,
        countTitle: String = "Rows", width: Double = 486, height: Double = 340
    ) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.series = Array(series.prefix(ReportLimits.seriesMax))
        self.guides = Array(guides.prefix(ReportLimits.seriesMax))
        self.isShare = isShare
        self.countTitle = countTitle
        self.width = width
        self.height = height
    }

    public func svg() -> HTMLWriter {
        var canvas = SVGCanvas(width: width, height: height)
        let yAxis = ChartAxis(
            title: isShare ? "Share of the class" : countTitle, isPercent: isShare, isWhole: !isShare, includesZero: true)
        let heights = series.flatMap { line in line.counts.bins.map { height($0.count, line) } }
        let frame = PlotFrame(
            width: width, height: height, xAxis: xAxis, yAxis: yAxis, xValues: series.flatMap(\.counts.edges) + guideValues,
            yValues: heights, legend: legend)
        frame.draw(on: &canvas)
        if series.count == 1 {
            drawBars(series[0], in: frame, on: &canvas)
        } else {
            for (index, line) in series.enumerated() { drawOutline(line, number: index, in: frame, on: &canvas) }
        }
        for case .vertical(let x, _) in guides where x.isFinite {
            canvas.line(from: Point(x: frame.x(x), y: frame.y.start), to: Point(x: frame.x(x), y: frame.y.end), class: "guide")
        }
        return canvas.svg(title: title, summary: summary)
    }

    public func table() -> HTMLTable? {
        guard let first = series.first, !first.counts.bins.isEmpty else { return nil }
        let bins = series.map(\.counts.bins)
        let beyond = series.filter { $0.counts.belowCount > 0 || $0.counts.aboveCount > 0 }.map { line in
            let below = NumberText.count(line.counts.belowCount)
            return "\(line.name): \(below) below and \(NumberText.count(line.counts.aboveCount)) above the bins."
        }
        return HTMLTable(
            columns: ["From", "to"] + series.map(\.name),
            rows: bins[0].indices.map { index in
                [xAxis.cell(bins[0][index].lower), xAxis.cell(bins[0][index].upper)]
                    + bins.map { index < $0.count ? .count($0[index].count) : .blank }
            },
            note: beyond.joined(separator: " "))
    }

    private var guideValues: [Double] {
        guides.compactMap { if case .vertical(let x, _) = $0 { x } else { nil } }
    }

    private var legend: [PlotFrame.LegendEntry] {
        var entries: [PlotFrame.LegendEntry] = []
        if series.count > 1 {
            entries = series.enumerated().map { PlotFrame.LegendEntry(sample: .area("area-\($0 % 6)"), text: $1.name) }
        }
        entries += guides.filter { !$0.name.isEmpty }.map { PlotFrame.LegendEntry(sample: .line("guide"), text: $0.name) }
        return entries.map { PlotFrame.LegendEntry(sample: $0.sample, text: ReportLimits.shortened($0.text)) }
    }

    private func height(_ count: Int, _ line: Series) -> Double {
        isShare ? Double(count) / Double(max(line.counts.totalCount, 1)) : Double(count)
    }

    private func drawBars(_ line: Series, in frame: PlotFrame, on canvas: inout SVGCanvas) {
        for bin in line.counts.bins where bin.count > 0 {
            let left = frame.x(bin.lower)
            let right = frame.x(bin.upper)
            let top = min(frame.y(height(bin.count, line)), frame.y.start - 1)
            let text = xAxis.isDuration ? NumberText.duration : { NumberText.significant($0) }
            let range = "\(text(bin.lower)) to \(text(bin.upper))"
            canvas.rectangle(
                x: left, y: top, width: max(right - left - 1, 0.75), height: frame.y.start - top, class: "fill-0",
                title: "\(range): \(NumberText.count(bin.count))")
        }
    }

    private func drawOutline(_ line: Series, number: Int, in frame: PlotFrame, on canvas: inout SVGCanvas) {
        var outline: [Point] = []
        for bin in line.counts.bins {
            let top = frame.y(height(bin.count, line))
            if outline.isEmpty { outline.append(Point(x: frame.x(bin.lower), y: frame.y.start)) }
            outline.append(Point(x: frame.x(bin.lower), y: top))
            outline.append(Point(x: frame.x(bin.upper), y: top))
        }
        guard let last = outline.last else { return }
        outline.append(Point(x: last.x, y: frame.y.start))
        canvas.path([outline], class: "area-\(number % 6)")
    }
}
