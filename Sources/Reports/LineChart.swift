/// Lines and points over two axes: learning curves, ROC, calibration, latency over load.
///
/// Points that are not finite break their line; lines longer than ``ReportLimits/curvePointsMax`` are thinned. Series differ by
/// dash and mark as well as by colour.
public struct LineChart: Chart {
    /// One line, from left to right.
    public struct Series: Sendable, Equatable {
        public enum Style: Sendable {
            case line, points, lineAndPoints
        }
        public var name: String
        public var points: [Point]
        public var style: Style
        /// A vertical bar per point (lower, upper), or empty: none.
        public var intervals: [ClosedRange<Double>?]

        public init(name: String, points: [Point], style: Style = .line, intervals: [ClosedRange<Double>?] = []) {
            self.name = name
            self.points = points
            self.style = style
            self.intervals = intervals
        }
    }

    /// A thin line to compare with, drawn behind the data.
    public enum Guide: Sendable, Equatable {
        /// From the lower left to the upper right of the unit square: chance, or perfect calibration.
        case diagonal(String)
        case vertical(x: Double, String)
        case horizontal(y: Double, String)

        var name: String {
            switch self {
            case .diagonal(let name), .vertical(_, let name), .horizontal(_, let name): name
            }
        }
    }

    /// One point with its own name.
    public struct Marker: Sendable, Equatable {
        public var point: Point
        public var name: String
        public init(point: Point, name: String) {
            self.point = point
            self.name = name
        }
    }

    public var title: String
    public var summary: String
    public var xAxis: ChartAxis
    public var yAxis: ChartAxis
    public var series: [Series]
    public var guides: [Guide]
    public var markers: [Marker]
    /// Size of the view box; the page scales it to its column.
    public var width: Double
    public var height: Double

    public init(
        title: String, summary: String, xAxis: ChartAxis, yAxis: ChartAxis, series: [Series], guides: [Guide] = [],
        markers: [Marker] = [], width: Double = 486, height: Double = 340
    ) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = Array(series.prefix(ReportLimits.seriesMax))
        self.guides = Array(guides.prefix(ReportLimits.seriesMax))
        self.markers = Array(markers.prefix(ReportLimits.seriesMax))
        self.width = width
        self.height = height
    }

    public func svg() -> HTMLWriter {
        var canvas = SVGCanvas(width: width, height: height)
        let drawn = series.map { $0.points.filter(\.isFinite) } + [markers.map(\.point).filter(\.isFinite)]
        let bars = series.flatMap { $0.intervals.compactMap { $0 } }
        let frame = PlotFrame(
            width: width, height: height, xAxis: xAxis, yAxis: yAxis, xValues: drawn.joined().map(\.x) + guideXValues,
            yValues: drawn.joined().map(\.y) + guideYValues + bars.flatMap { [$0.lowerBound, $0.upperBound] }, legend: legend)
        frame.draw(on: &canvas)
        for guide in guides { draw(guide, in: frame, on: &canvas) }
        for (index, line) in series.enumerated() { draw(line, number: index, in: frame, on: &canvas) }
        for marker in markers where marker.point.isFinite {
            canvas.circle(at(marker.point, frame), radius: 5, class: "marker", title: marker.name)
        }
        return canvas.svg(title: title, summary: summary)
    }

    /// One row per x of the first series, when the series share their x; else series, x and y in rows.
    public func table() -> HTMLTable? {
        guard let first = series.first, series.contains(where: { !$0.points.isEmpty }) else { return nil }
        let isShared = series.allSatisfy { $0.points.elementsEqual(first.points) { $0.x == $1.x } }
        if isShared {
            let indices = ReportLimits.thinned(count: first.points.count, to: ReportLimits.tableRowsMax)
            return HTMLTable(
                columns: [xAxis.title] + series.map(\.name),
                rows: indices.map { index in
                    [xAxis.cell(first.points[index].x)] + series.map { yAxis.cell($0.points[index].y) }
                })
        }
        let rows = series.flatMap { line in
            ReportLimits.thinned(count: line.points.count, to: ReportLimits.tableRowsMax / series.count).map { index in
                [.text(line.name), xAxis.cell(line.points[index].x), yAxis.cell(line.points[index].y)]
            }
        }
        return HTMLTable(columns: ["", xAxis.title, yAxis.title], rows: rows)
    }

    private var guideXValues: [Double] {
        guides.compactMap { if case .vertical(let x, _) = $0 { x } else { nil } }
    }

    private var guideYValues: [Double] {
        guides.compactMap { if case .horizontal(let y, _) = $0 { y } else { nil } }
    }

    private var legend: [PlotFrame.LegendEntry] {
        var entries = series.enumerated().map { index, line in
            PlotFrame.LegendEntry(
                sample: line.style == .points ? .dot("dot-\(index % 6)") : .line("series-\(index % 6)"), text: line.name)
        }
        entries += guides.filter { !$0.name.isEmpty }.map { PlotFrame.LegendEntry(sample: .line("guide"), text: $0.name) }
        entries += markers.filter { !$0.name.isEmpty }.map { PlotFrame.LegendEntry(sample: .dot("marker"), text: $0.name) }
        return entries.map { PlotFrame.LegendEntry(sample: $0.sample, text: ReportLimits.shortened($0.text)) }
    }

    private func at(_ point: Point, _ frame: PlotFrame) -> Point { Point(x: frame.x(point.x), y: frame.y(point.y)) }

    private func draw(_ guide: Guide, in frame: PlotFrame, on canvas: inout SVGCanvas) {
        switch guide {
        case .diagonal:
            canvas.line(from: at(Point(x: 0, y: 0), frame), to: at(Point(x: 1, y: 1), frame), class: "guide")
        case .vertical(let x, _) where x.isFinite:
            canvas.line(from: Point(x: frame.x(x), y: frame.y.start), to: Point(x: frame.x(x), y: frame.y.end), class: "guide")
        case .horizontal(let y, _) where y.isFinite:
            canvas.line(from: Point(x: frame.x.start, y: frame.y(y)), to: Point(x: frame.x.end, y: frame.y(y)), class: "guide")
        case .vertical, .horizontal: break
        }
    }

    private func draw(_ line: Series, number: Int, in frame: PlotFrame, on canvas: inout SVGCanvas) {
        let indices = ReportLimits.thinned(count: line.points.count, to: ReportLimits.curvePointsMax)
        var runs: [[Point]] = [[]]
        for index in indices {
            guard line.points[index].isFinite else {
                runs.append([])
                continue
            }
            let point = at(line.points[index], frame)
            runs[runs.count - 1].append(point)
            if index < line.intervals.count, let interval = line.intervals[index] {
                canvas.line(
                    from: Point(x: point.x, y: frame.y(interval.lowerBound)),
                    to: Point(x: point.x, y: frame.y(interval.upperBound)), class: "interval-\(number % 6)")
            }
        }
        if line.style != .points { canvas.path(runs, class: "series-\(number % 6)") }
        guard line.style != .line else { return }
        for point in runs.joined() { canvas.circle(point, radius: 3.5, class: "dot-\(number % 6)") }
    }
}
