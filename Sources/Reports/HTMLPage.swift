/// One self-contained HTML page: a heading, sections, charts with the tables behind them.
///
/// It owns the order and the look of a report and nothing of its content. The page has no script, no link to anything outside
/// itself (its Content-Security-Policy forbids both), no identifiers made at random and no date: equal calls give equal bytes. It
/// follows the reader's light or dark color scheme and prints on white. All text passes through ``HTMLWriter``, which escapes it.
/// A value type without shared state; sizes are bounded by ``ReportLimits``.
public struct HTMLPage: Sendable {
    /// Nothing runs and nothing is fetched, even if a fault let markup through; the page's own style sheet needs no permission.
    private static let securityPolicy =
        ["script", "img", "connect", "font", "frame", "media", "object"].map { $0 + "-src 'none'; " }.joined()
        + "base-uri 'none'; form-action 'none'"

    public let title: String
    private var body = HTMLWriter()

    public init(title: String) {
        self.title = ReportLimits.shortened(title)
    }

    /// What the page is about: a short line above the heading, the heading with what identifies it further, a sentence below.
    public mutating func header(kind: String, heading: String, qualifier: String, detail: String) {
        body.element("header") { writer in
            writer.element("p", ["class": "kind"], text: kind)
            writer.element("h1") { writer in
                writer.text(ReportLimits.shortened(heading))
                if !qualifier.isEmpty {
                    writer.text(" ")
                    writer.element("span", ["class": "qualifier"], text: ReportLimits.shortened(qualifier))
                }
            }
            if !detail.isEmpty { writer.element("p", ["class": "detail"], text: detail) }
        }
        body.newline()
    }

    /// Whether the page's figures hold, where nobody overlooks it; each reason with what to do about it.
    public mutating func verdict(_ words: String, isGood: Bool, reasons: [(finding: String, advice: String)] = []) {
        body.element("section", ["class": isGood ? "verdict good" : "verdict bad"]) { writer in
            writer.element("h2", text: words)
            guard !reasons.isEmpty else { return }
            writer.element("ul") { writer in
                for reason in reasons.prefix(ReportLimits.warningsMax) {
                    writer.element("li") { writer in
                        writer.element("strong", text: ReportLimits.shortened(reason.finding, to: ReportLimits.textCharactersMax))
                        writer.text(" " + ReportLimits.shortened(reason.advice, to: ReportLimits.textCharactersMax))
                    }
                }
            }
        }
        body.newline()
    }

    /// A few numbers in large type, each with its name and a note; struck out when they do not hold.
    public mutating func keyFigures(_ figures: [(name: String, value: String, note: String)], holds: Bool = true) {
        guard !figures.isEmpty else { return }
        body.element("dl", ["class": holds ? "figures" : "figures struck"]) { writer in
            for figure in figures {
                writer.element("div") { writer in
                    writer.element("dt", text: figure.name)
                    writer.element("dd") { writer in
                        writer.element("span", ["class": "figure-value"], text: figure.value)
                        if !figure.note.isEmpty { writer.element("span", ["class": "figure-note"], text: figure.note) }
                    }
                }
            }
        }
        body.newline()
    }

    /// Sentences that the reader should not miss. At most ``ReportLimits/warningsMax``.
    public mutating func warnings(_ warnings: [String]) {
        guard !warnings.isEmpty else { return }
        body.element("section", ["class": "warnings"]) { writer in
            writer.element("h2", text: warnings.count == 1 ? "1 warning" : "\(NumberText.count(warnings.count)) warnings")
            writer.element("ul") { writer in
                for warning in warnings.prefix(ReportLimits.warningsMax) {
                    writer.element("li", text: ReportLimits.shortened(warning, to: ReportLimits.textCharactersMax))
                }
            }
            if warnings.count > ReportLimits.warningsMax {
                let left = warnings.count - ReportLimits.warningsMax
                writer.element("p", ["class": "note"], text: "\(NumberText.count(left)) more are not shown.")
            }
        }
        body.newline()
    }

    /// A heading and what `content` writes under it.
    public mutating func section(_ heading: String, _ content: (inout HTMLSection) -> Void) {
        var section = HTMLSection()
        content(&section)
        body.element("section") { writer in
            writer.element("h2", text: heading)
            writer.newline()
            writer.append(section.content)
        }
        body.newline()
    }

    /// The page, UTF-8.
    public func bytes() -> [UInt8] {
        var writer = HTMLWriter()
        writer.literal("<!DOCTYPE html>\n")
        writer.element("html", ["lang": "en"]) { writer in
            writer.newline()
            writer.element("head") { writer in
                writer.newline()
                writer.empty("meta", ["charset": "utf-8"])
                writer.newline()
                writer.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                writer.newline()
                writer.empty("meta", ["name": "color-scheme", "content": "light dark"])
                writer.newline()
                writer.empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.securityPolicy])
                writer.newline()
                writer.element("title", text: title)
                writer.newline()
                writer.element("style") { $0.literal(StyleSheet.text) }
                writer.newline()
            }
            writer.newline()
            writer.element("body") { writer in
                writer.newline()
                writer.element("main") { writer in
                    writer.newline()
                    writer.append(body)
                }
                writer.newline()
            }
            writer.newline()
        }
        writer.newline()
        return writer.bytes
    }
}
