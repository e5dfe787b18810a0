/// What a client says about its body.
enum MediaType {
    /// `application/json`, `text/json` or a type that ends with `+json`; of parameters only a charset of UTF-8.
    ///
    /// `application/x-www-form-urlencoded` counts as JSON too: it is what `curl -d` says of any body unless it is told otherwise, and a
    /// body that really is a form is refused by the JSON reader at its first byte.
    static func isJSON(_ value: UnsafeRawBufferPointer) -> Bool {
        // What nearly every client says, in two words.
        if value.count == 16, let start = value.baseAddress,
            unsafe start.loadUnaligned(as: UInt64.self).littleEndian == 0x7461_6369_6C70_7061,  // applicat
            unsafe start.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian == 0x6E6F_736A_2F6E_6F69  // ion/json
        {
            return true
        }
        var end = 0
        while end < value.count, unsafe value[end] != UInt8(ascii: ";") { end += 1 }
        let type = unsafe trimmed(value, 0, end)
        guard
            unsafe equals(type, "application/json") || equals(type, "text/json") || hasSuffix(type, "+json")
                || equals(type, "application/x-www-form-urlencoded")
        else { return false }
        return unsafe hasOnlyUTF8(value, from: end)
    }

    /// Whether no parameter says that the body is in another charset than UTF-8.
    private static func hasOnlyUTF8(_ value: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var position = start
        while position < value.count {
            var end = position + 1
            while end < value.count, unsafe value[end] != UInt8(ascii: ";") { end += 1 }
            let parameter = unsafe trimmed(value, position + 1, end)
            if unsafe hasPrefix(parameter, "charset="),
                unsafe !equals(parameter, "charset=utf-8") && !equals(parameter, "charset=\"utf-8\"")
            {
                return false
            }
            position = end
        }
        return true
    }

    private static func trimmed(_ value: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        var lower = start
        var upper = end
        while lower < upper, unsafe value[lower] == 0x20 || value[lower] == 0x09 { lower += 1 }
        while upper > lower, unsafe value[upper - 1] == 0x20 || value[upper - 1] == 0x09 { upper -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: value[lower..<upper])
    }

    /// Without regard to the case of letters; `lowercase` is a media type's or parameter's text.
    private static func equals(_ value: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
        guard value.count == lowercase.utf8CodeUnitCount else { return false }
        for index in 0..<value.count where unsafe Self.lowercase(value[index]) != lowercase.utf8Start[index] { return false }
        return true
    }

    private static func hasPrefix(_ value: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
        unsafe value.count >= prefix.utf8CodeUnitCount
            && equals(UnsafeRawBufferPointer(rebasing: value[..<prefix.utf8CodeUnitCount]), prefix)
    }

    private static func hasSuffix(_ value: UnsafeRawBufferPointer, _ suffix: StaticString) -> Bool {
        unsafe value.count > suffix.utf8CodeUnitCount
            && equals(UnsafeRawBufferPointer(rebasing: value[(value.count - suffix.utf8CodeUnitCount)...]), suffix)
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
