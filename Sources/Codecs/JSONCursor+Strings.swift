extension JSONCursor {
    /// Reads the string whose opening quotation mark stands here: a part of the document, or of the scratch memory when it has
    /// escapes.
    mutating func readString() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        unsafe position += 1
        let content = unsafe position
        try passPlainText()
        if unsafe position.pointee == UInt8(ascii: "\"") {
            let text = unsafe UnsafeBufferPointer(start: content, count: position - content)
            unsafe position += 1
            return unsafe text
        }
        return unsafe try readEscapedString(content)
    }

    /// Moves to the next quotation mark or backslash, checking what lies between; one of them is found, or an error is thrown.
    @inline(__always)
    private mutating func passPlainText() throws(JSONError) {
        while true {
            while unsafe end - position >= 8 {
                let word = unsafe UnsafeRawPointer(position).loadUnaligned(as: UInt64.self).littleEndian
                let plainCount = EightCharacters.plainCount(word)
                unsafe position += plainCount
                if plainCount < 8 { break }
            }
            guard unsafe position != end else { throw error(expected: "the string's closing quotation mark") }
            let byte = unsafe position.pointee
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte < 0x20 { throw error(expected: "control characters in strings to be escaped") }
            if byte < 0x80 {
                unsafe position += 1
            } else {
                let length = unsafe UTF8Sequence.length(position, end: end)
                guard length > 0 else { throw JSONError(offset: offset, reason: "the string is not valid UTF-8") }
                unsafe position += length
            }
        }
    }

    /// The rest of a string from its first escape on; `content` is where the string began.
    @inline(never)
    private mutating func readEscapedString(
        _ content: UnsafePointer<UInt8>
    ) throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        let resultStart = scratchUsedCount
        unsafe try appendToScratch(content, position - content)
        while unsafe position.pointee == UInt8(ascii: "\\") {
            try readEscape()
            let run = unsafe position
            try passPlainText()
            unsafe try appendToScratch(run, position - run)
        }
        unsafe position += 1
        return unsafe UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[resultStart..<scratchUsedCount])
    }

    private mutating func readEscape() throws(JSONError) {
        guard unsafe end - position >= 2 else {
            unsafe position = end
            throw error(expected: "the rest of an escape")
        }
        let byte: UInt8
        switch unsafe position[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = unsafe position[1]
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default:
            unsafe position += 1
            throw error(expected: "one of \" \\ / b f n r t u after a backslash")
        }
        try appendToScratch(byte)
        unsafe position += 2
    }

    private mutating func readUnicodeEscape() throws(JSONError) {
        let escape = offset
        var code = try readFourHexDigits()
        if code & 0xFC00 == 0xD800, unsafe end - position >= 2, unsafe position[0] == UInt8(ascii: "\\"),
            unsafe position[1] == UInt8(ascii: "u")
        {
            let low = try readFourHexDigits()
            guard low & 0xFC00 == 0xDC00 else { throw Self.loneSurrogate(escape) }
            code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(code) else { throw Self.loneSurrogate(escape) }
        for byte in UTF8.encode(scalar)! { try appendToScratch(byte) }
    }

    private static func loneSurrogate(_ offset: Int) -> JSONError {
        JSONError(offset: offset, reason: "an escape names half of a surrogate pair; both halves are needed, high then low")
    }

    /// Reads the `\uXXXX` that stands here.
    private mutating func readFourHexDigits() throws(JSONError) -> UInt32 {
        unsafe position += 2
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard unsafe position != end, let digit = unsafe Self.hexDigit(position.pointee) else {
                throw error(expected: "four hexadecimal digits after \\u")
            }
            code = code << 4 | digit
            unsafe position += 1
        }
        return code
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private mutating func appendToScratch(_ source: UnsafePointer<UInt8>, _ byteCount: Int) throws(JSONError) {
        guard unsafe byteCount <= scratch.count - scratchUsedCount else { throw scratchIsFull() }
        guard byteCount > 0 else { return }
        unsafe (scratch.baseAddress! + scratchUsedCount).update(from: source, count: byteCount)
        scratchUsedCount += byteCount
    }

    private mutating func appendToScratch(_ byte: UInt8) throws(JSONError) {
        guard unsafe scratchUsedCount < scratch.count else { throw scratchIsFull() }
        unsafe scratch[scratchUsedCount] = byte
        scratchUsedCount += 1
    }

    private func scratchIsFull() -> JSONError {
        let byteCountMax = unsafe scratch.count
        return JSONError(offset: offset, reason: "a string with escapes is too long; \(byteCountMax) bytes are accepted")
    }
}
