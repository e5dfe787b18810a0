extension ByteBuffer {
    /// The text in quotation marks, escaped as RFC 8259 wants it; everything else stands as UTF-8.
    public mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { unsafe appendJSONString($0) }
    }

    /// As ``appendJSONString(_:)`` for bytes that may be foreign: what is not UTF-8 becomes U+FFFD.
    public mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        if let start = text.baseAddress {
            let end = unsafe start + text.count
            var next = unsafe start
            while unsafe next != end { unsafe appendJSONRun(&next, end) }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends what can stand as it is, then one character that cannot.
    private mutating func appendJSONRun(_ next: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        let start = unsafe next
        while unsafe next != end {
            let byte = unsafe next.pointee
            if byte >= 0x80 {
                let length = unsafe UTF8Sequence.length(next, end: end)
                if length == 0 { break }
                unsafe next += length
            } else if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                break
            } else {
                unsafe next += 1
            }
        }
        unsafe append(contentsOf: UnsafeBufferPointer(start: start, count: next - start))
        guard unsafe next != end else { return }
        unsafe appendJSONEscape(next.pointee)
        unsafe next += 1
    }

    private mutating func appendJSONEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"" as StaticString)
        case UInt8(ascii: "\\"): append("\\\\" as StaticString)
        case 0x08: append("\\b" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0x0A: append("\\n" as StaticString)
        case 0x0C: append("\\f" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0x80...: append("\u{FFFD}" as StaticString)
        default:
            append("\\u00" as StaticString)
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let digit = byte & 0xF
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// A CSV field by RFC 4180: in quotation marks, doubled inside, when it holds a comma, a quotation mark, CR or LF.
    public mutating func appendCSVField(_ text: UnsafeBufferPointer<UInt8>) {
        guard unsafe Self.needsQuotes(text) else { return unsafe append(contentsOf: text) }
        append(UInt8(ascii: "\""))
        var runStart = 0
        for index in 0..<text.count where unsafe text[index] == UInt8(ascii: "\"") {
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...index]))
            runStart = index
        }
        unsafe append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...]))
        append(UInt8(ascii: "\""))
    }

    /// As ``appendCSVField(_:)`` for a `String`.
    public mutating func appendCSVField(_ text: String) {
        var text = text
        text.withUTF8 { unsafe appendCSVField($0) }
    }

    private static func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<text.count {
            switch unsafe text[index] {
            case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: return true
            default: continue
            }
        }
        return false
    }
}
