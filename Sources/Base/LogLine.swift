/// One record of the log as the bytes of one line, in either format.
///
/// Whatever the texts hold, the line is one line of at most `byteCountMax` bytes and, as JSON, whole: characters that break or hide a line
/// are escaped, a long text is cut, and a member that the line has no room for is left out. Both are told by `truncated`.
struct LogLine {
    /// What one write to a pipe passes on in one piece (PIPE_BUF): longer lines of several writers could be mixed.
    static let byteCountMax = 4096
    /// Of one text, as it is escaped.
    static let textByteCountMax = 1024
    private static let reservedNames: Set<String> = ["time", "level", "event", "truncated"]

    private let format: LogFormat
    private(set) var bytes: [UInt8] = []
    private var isTruncated = false

    /// The line's beginning; the time is UTC.
    init(_ format: LogFormat, unixMilliseconds: Int, level: String, event: String) {
        self.format = format
        bytes.reserveCapacity(256)
        switch format {
        case .json:
            append("{\"time\":\"")
            append(TimeText.rfc3339(unixMilliseconds: unixMilliseconds))
            append("\",\"level\":\"\(level)\",\"event\":")
            appendQuoted(event)
        case .text:
            append(TimeText.rfc3339(unixMilliseconds: unixMilliseconds))
            append(" \(level) ")
            appendWord(event)
        }
    }

    /// Adds `name` with a value; a name that every record has gets an underscore after it.
    mutating func append(_ name: String, _ value: LogValue) {
        let start = bytes.count
        let name = Self.reservedNames.contains(name) ? name + "_" : name
        switch format {
        case .json:
            append(",")
            appendQuoted(name)
            append(":")
            append(value)
        case .text:
            append(" ")
            appendWord(name)
            append("=")
            if case .text(let text) = value { appendWord(text) } else { append(value) }
        }
        guard bytes.count > Self.byteCountMax - Self.endByteCountMax else { return }
        bytes.removeSubrange(start...)
        isTruncated = true
    }

    /// The line's end, its line feed included.
    mutating func finish() {
        switch format {
        case .json: append(isTruncated ? ",\"truncated\":true}\n" : "}\n")
        case .text: append(isTruncated ? " truncated=true\n" : "\n")
        }
    }

    private static let endByteCountMax = 19

    private mutating func append(_ value: LogValue) {
        switch value {
        case .text(let text): appendQuoted(text)
        case .literal(let text): append(text)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                append(index == 0 ? "[" : ",")
                append(element)
            }
            append(elements.isEmpty ? "[]" : "]")
        case .object(let members):
            for (index, member) in members.enumerated() {
                append(index == 0 ? "{" : ",")
                appendQuoted(member.name)
                append(":")
                append(member.value)
            }
            append(members.isEmpty ? "{}" : "}")
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// As it is when that cannot be misread, else in quotation marks.
    private mutating func appendWord(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
        if isPlain, !text.isEmpty, text.utf8.count <= Self.textByteCountMax { append(text) } else { appendQuoted(text) }
    }

    /// A JSON string. Besides what JSON wants escaped: line and paragraph separators, controls above ASCII, and the invisible characters
    /// that reorder or hide text on a terminal.
    private mutating func appendQuoted(_ text: String) {
        append("\"")
        let end = bytes.count + Self.textByteCountMax
        for scalar in text.unicodeScalars {
            let escaped = Self.escaped(scalar)
            guard bytes.count + escaped.utf8.count <= end else {
                isTruncated = true
                append("…")
                break
            }
            append(escaped)
        }
        append("\"")
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case " "..."~": return String(scalar)
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }.joined()
        default: return String(scalar)
        }
    }
}

/// A value in a record.
enum LogValue {
    case text(String)
    /// A number or a boolean, as JSON spells it.
    case literal(String)
    case array([LogValue])
    case object([(name: String, value: LogValue)])
}
