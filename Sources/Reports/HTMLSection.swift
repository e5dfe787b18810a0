/// What stands under one heading of a page: paragraphs, tables, charts side by side.
public struct HTMLSection: Sendable {
    var content = HTMLWriter()

    public mutating func paragraph(_ text: String) {
        content.element("p", text: text)
        content.newline()
    }

    public mutating func table(_ table: HTMLTable) { table.write(into: &content) }

    /// Charts in two columns where the window is wide enough; a wide chart takes both.
    public mutating func charts(_ charts: [any Chart], isWide: Bool = false) {
        guard !charts.isEmpty else { return }
        content.element("div", ["class": isWide ? "charts wide" : "charts"]) { writer in
            for chart in charts {
                writer.newline()
                Self.figure(chart, into: &writer)
            }
        }
        content.newline()
    }

    private static func figure(_ chart: any Chart, into writer: inout HTMLWriter) {
        writer.element("figure") { writer in
            writer.element("figcaption") { writer in
                writer.element("h3", text: chart.title)
                if !chart.summary.isEmpty { writer.element("p", text: chart.summary) }
            }
            writer.append(chart.svg())
            guard let table = chart.table() else { return }
            writer.newline()
            writer.element("details") { writer in
                writer.element("summary", text: "Numbers")
                table.write(into: &writer)
            }
        }
    }
}
