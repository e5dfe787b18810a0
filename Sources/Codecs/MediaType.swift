/// What a client says its body is (`Content-Type`; RFC 9110, section 8.3).
public enum MediaType {
    /// `application/json`, `text/json` or a type that ends with `+json`; of parameters only a charset of UTF-8. `value` is a field's value in
    /// `message`, without blanks around it.
    ///
    /// `application/x-www-form-urlencoded` counts as JSON too: it is what `curl -d` says of any body unless it is told otherwise, and a
    /// body that really is a form is refused by the JSON reader at its first byte.
    public static func isJSON(_ message: Span<UInt8>, _ value: HTTPByteRange) -> Bool {
        // What nearly every client says.
        if HTTPText.isEqual(message, value, ignoringCase: "application/json") { return true }
        var end = Int(value.lowerBound)
        while end < Int(value.upperBound), message[end] != 0x3B { end &+= 1 }
        let type = HTTPText.trimmed(message, Int(value.lowerBound), end)
        guard
            HTTPText.isEqual(message, type, ignoringCase: "application/json")
                || HTTPText.isEqual(message, type, ignoringCase: "text/json")
                || HTTPText.isEqual(message, type, ignoringCase: "application/x-www-form-urlencoded")
                || isOfJSONFamily(message, type)
        else { return false }
        return hasOnlyUTF8(message, from: end, to: Int(value.upperBound))
    }

    private static func isOfJSONFamily(_ message: Span<UInt8>, _ type: HTTPByteRange) -> Bool {
        guard type.count > 5 else { return false }
        let end = Int(type.upperBound)
        return HTTPText.isEqual(message, HTTPByteRange(end &- 5, end), ignoringCase: "+json")
    }

    /// Whether the parameters (RFC 9110, section 5.6.6) are well formed and none says that the body is in another charset than UTF-8.
    private static func hasOnlyUTF8(_ message: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var position = start
        while position < end {
            // At a semicolon, behind which a parameter stands, or none.
            position = blankEnd(message, position &+ 1, end)
            let nameEnd = min(HTTPText.tokenEnd(message, from: position), end)
            if nameEnd > position {
                guard nameEnd < end, message[nameEnd] == 0x3D else { return false }
                let isCharset = HTTPText.isEqual(message, HTTPByteRange(position, nameEnd), ignoringCase: "charset")
                guard let valueEnd = valueEnd(message, nameEnd &+ 1, end, mustBeUTF8: isCharset) else { return false }
                position = blankEnd(message, valueEnd, end)
            }
            guard position == end || message[position] == 0x3B else { return false }
        }
        return true
    }

    /// Where a token or a quoted string ends; nil when none is there, or when it is not `utf-8` and must be.
    private static func valueEnd(_ message: Span<UInt8>, _ start: Int, _ end: Int, mustBeUTF8: Bool) -> Int? {
        guard start < end, message[start] == 0x22 else {
            let tokenEnd = min(HTTPText.tokenEnd(message, from: start), end)
            guard tokenEnd > start else { return nil }
            let isUTF8 = HTTPText.isEqual(message, HTTPByteRange(start, tokenEnd), ignoringCase: "utf-8")
            return isUTF8 || !mustBeUTF8 ? tokenEnd : nil
        }
        let wanted: StaticString = "utf-8"
        var index = start &+ 1
        var count = 0
        var isUTF8 = true
        while index < end, message[index] != 0x22 {
            // A backslash says that the next character is itself.
            if message[index] == 0x5C { index &+= 1 }
            guard index < end else { return nil }
            isUTF8 = isUTF8 && count < wanted.utf8CodeUnitCount && message[index] | 0x20 == HTTPText.byte(wanted, count)
            count &+= 1
            index &+= 1
        }
        guard index < end, !mustBeUTF8 || isUTF8 && count == wanted.utf8CodeUnitCount else { return nil }
        return index &+ 1
    }

    private static func blankEnd(_ message: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, HTTPText.isBlank(message[index]) { index &+= 1 }
        return index
    }
}
