/// Horizontal bars with their names on the left and their values at their ends, in the order given.
public struct BarChart: Chart {
    public struct Bar: Sendable, Equatable {
        public var name: String
        public var value: Double
        /// Drawn paler: what sums up others, or is only for comparison.
        public var isSecondary: Bool
        public init(name: String, value: Double, isSecondary: Bool = false) {
            self.name = name
            self.value = value
            self.isSecondary = isSecondary
        }
    }

    public var title: String
    public var summary: String
    /// What the value is, for the table beside the picture.
    public var valueTitle: String
    public var bars: [Bar]
    /// Values are shares of 1.
    public var isPercent: Bool
    public var width: Double

    /// More bars than this are left out.
    public static let barsMax = 100
    private static let rowHeight = 24.0
    private static let fontSize = 12.0
    /// Share of the width that names may take.
    private static let nameShare = 0.36

    public init(title: String, summary: String, valueTitle: String, bars: [Bar], isPercent: Bool = false, width: Double = 1004) {
        self.title = title
        self.summary = summary
        self.valueTitle = valueTitle
        self.bars = Array(bars.prefix(Self.barsMax))
        self.isPercent = isPercent
        self.width = width
    }

    public func svg() -> HTMLWriter {
        var canvas = SVGCanvas(width: width, height: Double(bars.count) * Self.rowHeight + 12)
        let names = bars.map {
            TextWidth.fit(ReportLimits.shortened($0.name), width: width * Self.nameShare, fontSize: Self.fontSize)
        }
        let nameWidth = names.map { TextWidth.estimate($0, fontSize: Self.fontSize) }.max() ?? 0
        let valueWidth = bars.map { TextWidth.estimate(text($0.value), fontSize: Self.fontSize) }.max() ?? 0
        let finite = bars.map(\.value).filter(\.isFinite)
        let low = max(min(finite.min() ?? 0, 0), -Ticks.magnitudeMax)
        let high = min(max(finite.max() ?? 0, 0), Ticks.magnitudeMax)
        let scale = LinearScale(
            domain: low...max(high, low + (low == high ? 1 : 0)), start: nameWidth + 14 + (low < 0 ? valueWidth + 8 : 0),
            end: width - valueWidth - 16)
        for (index, bar) in bars.enumerated() {
            let top = 6 + Double(index) * Self.rowHeight
            canvas.label(
                names[index], at: Point(x: nameWidth + 4, y: top + 16), class: "bar-name", anchor: .end, full: bar.name)
            draw(bar, top: top, scale: scale, on: &canvas)
        }
        canvas.line(
            from: Point(x: scale(0), y: 2), to: Point(x: scale(0), y: canvas.height - 2), class: "axis")
        return canvas.svg(title: title, summary: summary)
    }

    public func table() -> HTMLTable? {
        guard !bars.isEmpty else { return nil }
        return HTMLTable(
            columns: ["", valueTitle],
            rows: bars.map {
                [.text(ReportLimits.shortened($0.name)), isPercent ? .percent($0.value) : .number($0.value)]
            })
    }

    private func text(_ value: Double) -> String {
        isPercent ? NumberText.percent(value) : NumberText.significant(value)
    }

    private func draw(_ bar: Bar, top: Double, scale: LinearScale, on canvas: inout SVGCanvas) {
        let zero = scale(0)
        let end = bar.value.isNaN ? zero : scale(bar.value)
        canvas.rectangle(
            x: min(zero, end), y: top + 3, width: abs(end - zero), height: Self.rowHeight - 7,
            class: bar.isSecondary ? "fill-rest" : "fill-0")
        let isNegative = end < zero
        canvas.label(
            text(bar.value), at: Point(x: end + (isNegative ? -6 : 6), y: top + 16), class: "value",
            anchor: isNegative ? .end : .start)
    }
}
