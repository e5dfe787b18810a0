/// A strict reader of the markup that reports are written in: every tag closed in order, every attribute quoted, no bare `<`, `>`
/// or `&`. What a page must not contain is looked for in what this reads, not in its text.
struct Markup {
    struct Element {
        var name: String
        var attributes: [String: String]
        /// Its own text and that of the elements in it, entities resolved.
        var text: String
        /// Without that of the elements in it.
        var ownText = ""
    }

    struct Malformed: Error, CustomStringConvertible {
        var offset: Int
        var reason: String
        var description: String { "byte \(offset): \(reason)" }
    }

    /// In the order in which they close.
    private(set) var elements: [Element] = []
    private let bytes: [UInt8]
    private var offset = 0

    private init(bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ bytes: [UInt8]) throws -> Markup {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed(offset: 0, reason: "not UTF-8") }
        var markup = Markup(bytes: bytes)
        try markup.readAll()
        return markup
    }

    func elements(named name: String) -> [Element] { elements.filter { $0.name == name } }

    private mutating func readAll() throws {
        let documentType = Array("<!DOCTYPE html>".utf8)
        if bytes.starts(with: documentType) { offset = documentType.count }
        var open: [Element] = []
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else {
                let text = try readText(until: "<")
                guard !open.isEmpty else {
                    if text.contains(where: { !$0.isWhitespace }) { throw failure("text outside of elements") }
                    continue
                }
                for index in open.indices { open[index].text += text }
                open[open.count - 1].ownText += text
                continue
            }
            offset += 1
            if peek == UInt8(ascii: "/") {
                offset += 1
                let name = readName()
                try expect(">")
                guard let last = open.popLast(), last.name == name else { throw failure("</\(name)> closes nothing") }
                elements.append(last)
            } else {
                let (element, isClosed) = try readTag()
                if isClosed { elements.append(element) } else { open.append(element) }
                if element.name == "style" { try skipStyle() }
            }
        }
        guard open.isEmpty else { throw failure("<\(open[open.count - 1].name)> is not closed") }
    }

    private mutating func readTag() throws -> (element: Element, isClosed: Bool) {
        var element = Element(name: readName(), attributes: [:], text: "")
        guard !element.name.isEmpty else { throw failure("a tag without a name") }
        while peek == UInt8(ascii: " ") {
            offset += 1
            let name = readName()
            guard !name.isEmpty else { throw failure("an attribute without a name") }
            try expect("=\"")
            let value = try readText(until: "\"")
            try expect("\"")
            guard element.attributes.updateValue(value, forKey: name) == nil else { throw failure("\(name) twice") }
        }
        let isClosed = peek == UInt8(ascii: "/")
        if isClosed { offset += 1 }
        try expect(">")
        return (element, isClosed)
    }

    /// A style sheet is not escaped; it must only not end its element.
    private mutating func skipStyle() throws {
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") { offset += 1 }
    }

    private mutating func readText(until end: Unicode.Scalar) throws -> String {
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: end) {
            switch byte {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): throw failure("bare \(byte)")
            case UInt8(ascii: "&"): text.append(try readEntity())
            case 0x00...0x08, 0x0B...0x1F, 0x7F: throw failure("a control character")
            default:
                text.append(byte)
                offset += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func readEntity() throws -> UInt8 {
        for (entity, byte) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
        where bytes[offset...].starts(with: entity.utf8) {
            offset += entity.utf8.count
            return byte.utf8.first!
        }
        throw failure("a bare &")
    }

    private mutating func readName() -> String {
        let start = offset
        while let byte = peek, byte.isNameByte { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func expect(_ text: String) throws {
        guard bytes[offset...].starts(with: text.utf8) else { throw failure("\(text) expected") }
        offset += text.utf8.count
    }

    private func failure(_ reason: String) -> Malformed { Malformed(offset: offset, reason: reason) }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
