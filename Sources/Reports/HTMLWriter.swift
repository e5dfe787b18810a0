/// Writes HTML and the SVG inside it so that foreign text cannot become markup.
///
/// Element and attribute names are literals (`StaticString`); every other string is text or an attribute's value and is escaped
/// on its way in. There is no way to add a computed string unescaped. Tags close by construction: an element's content is written
/// by the closure that it is given. The result is well formed as HTML and as XML.
public struct HTMLWriter: Sendable, Equatable {
    /// Attributes in the order in which they are written.
    public typealias Attributes = KeyValuePairs<StaticString, String>

    /// What was written, UTF-8.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// `<name attributes>...</name>`, the content written by `content`.
    public mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], _ content: (inout HTMLWriter) -> Void
    ) {
        openTag(name, attributes)
        append(">")
        content(&self)
        append("</")
        append(name.description)
        append(">")
    }

    /// `<name attributes>text</name>`.
    public mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// `<name attributes/>`: a void HTML element or an SVG element without content.
    public mutating func empty(_ name: StaticString, _ attributes: Attributes = [:]) {
        openTag(name, attributes)
        append("/>")
    }

    /// Text between tags.
    public mutating func text(_ text: String) { appendEscaped(text) }

    /// Markup that stands in the program's own source: a style sheet, a document type.
    public mutating func literal(_ markup: StaticString) { append(markup.description) }

    /// What another writer wrote.
    public mutating func append(_ fragment: HTMLWriter) { bytes.append(contentsOf: fragment.bytes) }

    /// A line feed, so that a page can be read and compared line by line.
    public mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func openTag(_ name: StaticString, _ attributes: Attributes) {
        append("<")
        append(name.description)
        for (attribute, value) in attributes {
            append(" ")
            append(attribute.description)
            append("=\"")
            appendEscaped(value)
            append("\"")
        }
    }

    private mutating func append(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    private mutating func appendEscaped(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            case "'": append("&#39;")
            default: bytes.append(contentsOf: UTF8.encode(Self.isPrintable(scalar) ? scalar : "\u{FFFD}")!)
            }
        }
    }

    /// Whether a character may stand in a page. Controls and noncharacters may not (HTML 13.2.3.5), and neither may those that
    /// reorder the text around them, by which a column could be made to look like another.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        case 0x00...0x1F, 0x7F...0x9F: false
        case 0x202A...0x202E, 0x2066...0x2069: false
        case 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }
}
