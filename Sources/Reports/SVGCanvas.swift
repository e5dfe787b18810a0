/// One SVG picture being drawn: shapes and texts in the units of its view box, with a name and a description for readers who
/// cannot see it.
///
/// Colours come from the page's style sheet by class (`series-0`, `tick`), so that a picture follows the color scheme.
public struct SVGCanvas: Sendable {
    public let width: Double
    public let height: Double
    private var content = HTMLWriter()

    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    public enum Anchor: String, Sendable {
        case start, middle, end
    }

    public mutating func line(from start: Point, to end: Point, class name: String) {
        content.empty(
            "line",
            [
                "class": name, "x1": Self.text(start.x), "y1": Self.text(start.y), "x2": Self.text(end.x), "y2": Self.text(end.y),
            ])
    }

    /// A rectangle; `title` is shown when it is pointed at. `opacity` is that of its fill.
    public mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, class name: String, opacity: Double = 1, title: String = ""
    ) {
        let attributes: HTMLWriter.Attributes = [
            "class": name, "x": Self.text(x), "y": Self.text(y), "width": Self.text(max(width, 0)),
            "height": Self.text(max(height, 0)), "fill-opacity": Self.text(opacity),
        ]
        if title.isEmpty {
            content.empty("rect", attributes)
        } else {
            content.element("rect", attributes) { $0.element("title", text: title) }
        }
    }

    /// Straight lines through each run of points; a run of one point is drawn as a dot.
    public mutating func path(_ runs: [[Point]], class name: String) {
        let data = runs.filter { !$0.isEmpty }.map { run in
            let steps = run.count == 1 ? [run[0], run[0]] : run
            return "M" + steps.map { Self.text($0.x) + " " + Self.text($0.y) }.joined(separator: "L")
        }
        guard !data.isEmpty else { return }
        content.empty("path", ["class": name, "d": data.joined()])
    }

    public mutating func circle(_ center: Point, radius: Double, class name: String, title: String = "") {
        let attributes: HTMLWriter.Attributes = [
            "class": name, "cx": Self.text(center.x), "cy": Self.text(center.y), "r": Self.text(radius),
        ]
        if title.isEmpty {
            content.empty("circle", attributes)
        } else {
            content.element("circle", attributes) { $0.element("title", text: title) }
        }
    }

    /// A line of text whose baseline is at `position`; `full` is shown when a shortened text is pointed at.
    public mutating func label(
        _ text: String, at position: Point, class name: String, anchor: Anchor = .start, rotatedBy degrees: Double = 0,
        full: String = ""
    ) {
        let x = Self.text(position.x)
        let y = Self.text(position.y)
        let write = { (writer: inout HTMLWriter) in
            if !full.isEmpty, full != text { writer.element("title", text: full) }
            writer.text(text)
        }
        if degrees == 0 {
            content.element("text", ["class": name, "x": x, "y": y, "text-anchor": anchor.rawValue], write)
        } else {
            let transform = "rotate(\(Self.text(degrees)) \(x) \(y))"
            content.element(
                "text", ["class": name, "x": x, "y": y, "text-anchor": anchor.rawValue, "transform": transform], write)
        }
    }

    /// The finished picture.
    public func svg(title: String, summary: String, class name: String = "chart") -> HTMLWriter {
        var writer = HTMLWriter()
        let box = "0 0 \(Self.text(width)) \(Self.text(height))"
        writer.element(
            "svg",
            [
                "class": name, "role": "img", "aria-label": title, "viewBox": box, "width": Self.text(width),
                "height": Self.text(height),
            ]
        ) { writer in
            writer.element("title", text: title)
            if !summary.isEmpty { writer.element("desc", text: summary) }
            writer.append(content)
        }
        return writer
    }

    /// A coordinate with two places at most; 0 for what is not a number.
    static func text(_ value: Double) -> String {
        guard !value.isNaN else { return "0" }
        let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let (whole, fraction) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        if fraction == 0 { return "\(sign)\(whole)" }
        if fraction % 10 == 0 { return "\(sign)\(whole).\(fraction / 10)" }
        return "\(sign)\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
