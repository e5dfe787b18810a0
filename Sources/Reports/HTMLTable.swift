/// A table of text and numbers: numbers are formatted and aligned to the right, the first column names its row.
public struct HTMLTable: Sendable, Equatable {
    public enum Cell: Sendable, Equatable {
        case text(String)
        /// In a fixed-width face: hashes, arguments, names of metrics.
        case code(String)
        case count(Int)
        /// Four significant digits.
        case number(Double)
        case percent(Double)
        /// Seconds.
        case duration(Double)
        /// A share of 1 as a percentage and a bar, `scale` being the share of a full bar.
        case bar(share: Double, scale: Double)
        case sparkline(Sparkline)
        /// Why there is no number.
        case missing(String)
        case blank

        var isNumeric: Bool {
            switch self {
            case .count, .number, .percent, .duration, .missing: true
            case .text, .code, .bar, .sparkline, .blank: false
            }
        }

        /// A bar stays beside its number.
        var styleClass: String? {
            if isNumeric { return "number" }
            if case .bar = self { return "nowrap" }
            return nil
        }
    }

    /// Titles of the columns; empty: rows of a name and its value.
    public var columns: [String]
    public var rows: [[Cell]]
    /// Shown under the table: what was left out, how a column is to be read.
    public var note: String

    public init(columns: [String], rows: [[Cell]], note: String = "") {
        self.columns = columns
        self.rows = rows
        self.note = note
    }

    public func write(into writer: inout HTMLWriter) {
        writer.element("div", ["class": "table"]) { writer in
            // Without titles the rows are names and values, read across: numbers then stand at the left like the texts.
            writer.element("table", columns.isEmpty ? ["class": "pairs"] : [:]) { writer in
                if columns.contains(where: { !$0.isEmpty }) { writeHead(into: &writer) }
                writer.element("tbody") { writer in
                    for row in rows { write(row, into: &writer) }
                }
            }
        }
        if !note.isEmpty { writer.element("p", ["class": "note"], text: note) }
        writer.newline()
    }

    private func writeHead(into writer: inout HTMLWriter) {
        writer.element("thead") { writer in
            writer.element("tr") { writer in
                for (index, column) in columns.enumerated() {
                    let isNumeric = rows.contains { index < $0.count && $0[index].isNumeric }
                    let attributes: HTMLWriter.Attributes = isNumeric ? ["scope": "col", "class": "number"] : ["scope": "col"]
                    writer.element("th", attributes, text: column)
                }
            }
        }
    }

    private func write(_ row: [Cell], into writer: inout HTMLWriter) {
        writer.newline()
        writer.element("tr") { writer in
            for (index, cell) in row.enumerated() {
                if index == 0 {
                    writer.element("th", ["scope": "row"]) { Self.write(cell, into: &$0) }
                } else if let styleClass = cell.styleClass {
                    writer.element("td", ["class": styleClass]) { Self.write(cell, into: &$0) }
                } else {
                    writer.element("td") { Self.write(cell, into: &$0) }
                }
            }
        }
    }

    private static func write(_ cell: Cell, into writer: inout HTMLWriter) {
        switch cell {
        case .text(let text): writer.text(ReportLimits.shortened(text, to: ReportLimits.textCharactersMax))
        case .code(let text): writer.element("code", text: ReportLimits.shortened(text, to: ReportLimits.textCharactersMax))
        case .count(let value): writer.text(NumberText.count(value))
        case .number(let value): writer.text(NumberText.significant(value, isPadded: true))
        case .percent(let share): writer.text(NumberText.percent(share))
        case .duration(let seconds): writer.text(NumberText.duration(seconds))
        case .bar(let share, let scale): writeBar(share, scale: scale, into: &writer)
        case .sparkline(let sparkline): writer.append(sparkline.svg())
        case .missing(let reason): writer.element("span", ["class": "missing"], text: reason)
        case .blank: break
        }
    }

    private static func writeBar(_ share: Double, scale: Double, into writer: inout HTMLWriter) {
        var canvas = SVGCanvas(width: 60, height: 10)
        let length = LinearScale(domain: 0...max(scale.isFinite ? scale : 0, .leastNormalMagnitude), start: 0, end: 60)(share)
        canvas.rectangle(x: 0, y: 1, width: 60, height: 8, class: "track")
        canvas.rectangle(x: 0, y: 1, width: length, height: 8, class: "fill-0")
        writer.element("span", ["class": "share"], text: NumberText.percent(share))
        writer.append(canvas.svg(title: NumberText.percent(share), summary: "", class: "inline"))
    }
}
