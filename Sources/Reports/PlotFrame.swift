/// The frame of a chart with two axes: margins that fit its labels, grid lines, ticks, titles and the legend.
struct PlotFrame {
    static let tickSize = 11.0
    static let titleSize = 12.0
    private static let lineHeight = 18.0

    /// One entry of the legend: the class of its sample and its text.
    struct LegendEntry {
        enum Sample {
            case line(String)
            case dot(String)
            case area(String)
        }
        var sample: Sample
        var text: String
    }

    private let width: Double
    private let height: Double
    private let xAxis: ChartAxis
    private let yAxis: ChartAxis
    private let xTicks: AxisTicks
    private let yTicks: AxisTicks
    private let legend: [(entry: LegendEntry, text: String, origin: Point)]
    let x: AxisScale
    let y: AxisScale

    init(
        width: Double, height: Double, xAxis: ChartAxis, yAxis: ChartAxis, xValues: some Sequence<Double>,
        yValues: some Sequence<Double>, legend entries: [LegendEntry] = []
    ) {
        self.width = width
        self.height = height
        self.xAxis = xAxis
        self.yAxis = yAxis
        yTicks = yAxis.drawnTicks(for: yValues, countMax: 7, reachesOut: true)
        let yLabelWidth = yTicks.labels.map(Self.tickWidth).max() ?? 0
        let left = 26 + yLabelWidth + 6
        let right = 16.0
        legend = Self.place(entries, left: left, right: width - right)
        let top = 10 + (legend.last.map { $0.origin.y + 6 } ?? 0)
        let bottom = 44.0
        let room = width - left - right
        xTicks = Self.ticksThatFit(xAxis, xValues, room: room)
        x = AxisScale(domain: xTicks.bounds, isLogarithmic: xAxis.isLogarithmic, start: left, end: width - right)
        y = AxisScale(domain: yTicks.bounds, isLogarithmic: yAxis.isLogarithmic, start: height - bottom, end: top)
    }

    /// As many ticks as have room for their labels side by side.
    private static func ticksThatFit(_ axis: ChartAxis, _ values: some Sequence<Double>, room: Double) -> AxisTicks {
        let values = Array(values)
        for countMax in stride(from: 9, through: 3, by: -1) {
            let ticks = axis.drawnTicks(for: values, countMax: countMax)
            let widest = ticks.labels.map(tickWidth).max() ?? 0
            if Double(max(ticks.values.count - 1, 1)) * (widest + 14) <= room { return ticks }
        }
        return axis.drawnTicks(for: values, countMax: 2)
    }

    private static func tickWidth(_ text: String) -> Double { TextWidth.estimate(text, fontSize: tickSize) }

    /// Entries from left to right in lines above the plot.
    private static func place(
        _ entries: [LegendEntry], left: Double, right: Double
    ) -> [(entry: LegendEntry, text: String, origin: Point)] {
        var placed: [(entry: LegendEntry, text: String, origin: Point)] = []
        var x = left
        var y = 14.0
        for entry in entries {
            let text = TextWidth.fit(entry.text, width: right - left - 30, fontSize: titleSize)
            let needed = 30 + TextWidth.estimate(text, fontSize: titleSize)
            if x > left, x + needed > right {
                x = left
                y += lineHeight
            }
            placed.append((entry, text, Point(x: x, y: y)))
            x += needed + 18
        }
        return placed
    }

    /// What lies behind the data: grid, ticks, axis lines, titles, legend.
    func draw(on canvas: inout SVGCanvas) {
        for (value, label) in zip(yTicks.values, yTicks.labels) {
            canvas.line(from: Point(x: x.start, y: y(value)), to: Point(x: x.end, y: y(value)), class: "grid")
            canvas.label(label, at: Point(x: x.start - 8, y: y(value) + 4), class: "tick", anchor: .end)
        }
        for (value, label) in zip(xTicks.values, xTicks.labels) {
            canvas.line(from: Point(x: x(value), y: y.start), to: Point(x: x(value), y: y.start + 5), class: "axis")
            canvas.label(label, at: Point(x: x(value), y: y.start + 18), class: "tick", anchor: .middle)
        }
        canvas.line(from: Point(x: x.start, y: y.start), to: Point(x: x.end, y: y.start), class: "axis")
        drawTitles(on: &canvas)
        for (entry, text, origin) in legend {
            draw(entry.sample, at: origin, on: &canvas)
            canvas.label(text, at: Point(x: origin.x + 30, y: origin.y), class: "legend", full: entry.text)
        }
    }

    private func drawTitles(on canvas: inout SVGCanvas) {
        let xTitle = TextWidth.fit(xAxis.title, width: abs(x.end - x.start), fontSize: Self.titleSize)
        let yTitle = TextWidth.fit(yAxis.title, width: abs(y.end - y.start), fontSize: Self.titleSize)
        canvas.label(
            xTitle, at: Point(x: (x.start + x.end) / 2, y: height - 6), class: "axis-title", anchor: .middle, full: xAxis.title)
        canvas.label(
            yTitle, at: Point(x: 14, y: (y.start + y.end) / 2), class: "axis-title", anchor: .middle, rotatedBy: -90,
            full: yAxis.title)
    }

    private func draw(_ sample: LegendEntry.Sample, at origin: Point, on canvas: inout SVGCanvas) {
        let middle = origin.y - 4
        switch sample {
        case .line(let name):
            canvas.line(from: Point(x: origin.x, y: middle), to: Point(x: origin.x + 24, y: middle), class: name)
        case .dot(let name):
            canvas.circle(Point(x: origin.x + 12, y: middle), radius: 4, class: name)
        case .area(let name):
            canvas.rectangle(x: origin.x, y: middle - 5, width: 24, height: 10, class: name)
        }
    }
}
