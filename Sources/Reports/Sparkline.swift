/// A histogram without axes, the size of a word: the shape of a distribution inside a table.
public struct Sparkline: Sendable, Equatable {
    static let width = 96.0
    static let height = 22.0
    /// More bars than this would be thinner than a pixel and a half.
    static let barsMax = 48

    /// What the bars mean, for readers who cannot see them.
    public var title: String
    /// Heights of the bars from left to right; negative ones and what is not finite count as 0.
    public var heights: [Double]
    /// Bars of separate things (categories) stand apart; those of a continuous range touch.
    public var isCategorical: Bool

    public init(title: String, heights: [Double], isCategorical: Bool = false) {
        self.title = title
        self.heights = heights
        self.isCategorical = isCategorical
    }

    public func svg() -> HTMLWriter {
        var canvas = SVGCanvas(width: Self.width, height: Self.height)
        let bars = heights.prefix(Self.barsMax).map { $0.isFinite ? max($0, 0) : 0 }
        let highest = bars.max() ?? 0
        let pitch = min(Self.width / Double(max(bars.count, 1)), 16)
        let gap = isCategorical ? min(pitch * 0.25, 3) : 0
        let base = Self.height - 1
        for (index, bar) in bars.enumerated() where bar > 0 && highest > 0 {
            // A bar that exists is never too low to be seen.
            let height = max(bar / highest * (Self.height - 2), 0.75)
            canvas.rectangle(
                x: Double(index) * pitch, y: base - height, width: pitch - gap, height: height, class: "fill-0")
        }
        canvas.line(from: Point(x: 0, y: base + 0.5), to: Point(x: Self.width, y: base + 0.5), class: "axis")
        return canvas.svg(title: title, summary: "", class: "inline")
    }
}
