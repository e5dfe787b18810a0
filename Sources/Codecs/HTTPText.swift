/// The character classes and comparisons of HTTP's grammar.
enum HTTPText {
    /// RFC 9110, section 5.6.2: `tchar`.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool { contains(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// Whether a run is a token: one character at least, and none but a token's.
    static func isToken(_ text: Span<UInt8>, _ run: HTTPByteRange) -> Bool {
        var index = Int(run.lowerBound)
        while index < Int(run.upperBound), isToken(text[index]) { index &+= 1 }
        return !run.isEmpty && index == Int(run.upperBound)
    }

    /// RFC 3986: the characters of a path and query, `%` included (its digits are checked by the caller); no fragment, no quotes.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { contains(byte, low: 0xAFFF_FFF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFF) }

    /// The first byte from `start` on that is none of a target's, or `end`.
    static func targetEnd(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        precondition(start >= 0 && end <= text.count, "a run of the text")
        var index = start
        while index < end, unsafe isTarget(text[unchecked: index]) { index &+= 1 }
        return index
    }

    /// RFC 3986, section 3.2.2: where a host with an optional port stops being one, or `end` when the run is one: a name, which may be empty, an
    /// IPv4 address, or an address in brackets.
    static func hostEnd(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        precondition(start >= 0 && end <= text.count, "a run of the text")
        var index = start
        if index < end, text[index] == 0x5B {
            index = literalEnd(text, from: index, to: end)
        } else {
            while true {
                // A name's characters: a target's, but for path, query, user and port.
                while index < end,
                    unsafe contains(text[unchecked: index], low: 0x2BFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
                {
                    index &+= 1
                }
                guard isEscape(text, index, end) else { break }
                index &+= 3
            }
        }
        guard index < end, text[index] == 0x3A else { return index }
        index &+= 1
        while index < end, isDigit(text[index]) { index &+= 1 }
        return index
    }

    /// Behind the brackets of an address, or where it stops being one.
    private static func literalEnd(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var close = start
        var hasColon = false
        while close < end, text[close] != 0x5D {
            if text[close] == 0x3A { hasColon = true }
            close &+= 1
        }
        // IPv4 has no colon, and no brackets.
        let isAddress = close < end && hasColon && IPAddress(text, HTTPByteRange(start &+ 1, close)) != nil
        return isAddress ? close &+ 1 : start
    }

    /// Whether `%` and two hexadecimal digits stand there.
    static func isEscape(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
        index &+ 2 < end && text[index] == 0x25 && hexValue(text[index &+ 1]) != nil && hexValue(text[index &+ 2]) != nil
    }

    /// Whether `HTTP/1.1` and a carriage return stand there.
    static func isHTTP11(_ text: Span<UInt8>, at start: Int) -> Bool {
        guard start >= 0, text.count &- start >= 9 else { return false }
        let word = unsafe UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
        return word == 0x312E_312F_5054_5448 && text[start &+ 8] == 0x0D
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

    /// The value of a hexadecimal digit, or nil.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter <= 5 ? letter &+ 10 : nil
    }

    /// Writes the lowest `digitCount` hexadecimal digits of a number, lowercase, the highest first.
    static func writeHexadecimal(_ number: UInt64, digitCount: Int, into output: inout MutableSpan<UInt8>, at start: Int) {
        var rest = number
        var index = start &+ digitCount
        while index > start {
            index &-= 1
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            output[index] = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
            rest &>>= 4
        }
    }

    /// A set of 7-bit characters as two words of 64 bits.
    @inline(__always)
    private static func contains(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        guard byte < 0x80 else { return false }
        return (byte < 0x40 ? low : high) &>> UInt64(byte & 0x3F) & 1 == 1
    }

    /// A byte of a literal.
    @inline(__always)
    static func byte(_ literal: StaticString, _ index: Int) -> UInt8 {
        precondition(index < literal.utf8CodeUnitCount, "an index in the literal")
        return unsafe literal.utf8Start[index]
    }

    /// Whether a run is `expected`, byte for byte.
    static func isEqual(_ text: Span<UInt8>, _ run: HTTPByteRange, to expected: StaticString) -> Bool {
        guard run.count == expected.utf8CodeUnitCount else { return false }
        var index = 0
        while index < run.count {
            guard text[Int(run.lowerBound) &+ index] == byte(expected, index) else { return false }
            index &+= 1
        }
        return true
    }

    /// Whether a run is `lowercase` without regard to case. `lowercase` holds letters, digits, hyphens, colons and slashes only: setting
    /// bit 5 confuses nothing with those but a letter's other case, and controls, which no run holds.
    static func isEqual(_ text: Span<UInt8>, _ run: HTTPByteRange, ignoringCase lowercase: StaticString) -> Bool {
        let count = lowercase.utf8CodeUnitCount
        guard run.count == count else { return false }
        let start = Int(run.lowerBound)
        precondition(start &+ count <= text.count, "a run of the text")
        let raw = unsafe text.bytes
        let expected = unsafe UnsafeRawPointer(lowercase.utf8Start)
        if count < 8 {
            for index in 0..<count {
                guard
                    unsafe raw.unsafeLoad(fromByteOffset: start &+ index, as: UInt8.self) | 0x20
                        == expected.load(fromByteOffset: index, as: UInt8.self)
                else { return false }
            }
            return true
        }
        // By words, the last of which may lie over the one before.
        var index = 0
        while true {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: start &+ index, as: UInt64.self) | 0x2020_2020_2020_2020
            guard unsafe word == expected.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
            if index == count &- 8 { return true }
            index = min(index &+ 8, count &- 8)
        }
    }

    /// The first byte from `start` on that is no token's, or the count; letters and hyphens, of which nearly all names are made, eight at
    /// a time.
    static func tokenEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = unsafe text.bytes
        var index = start
        while index &+ 8 <= text.count {
            let word = unsafe UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            // Sums of seven bits stay in their bytes: the high bit is set from `a` on, and not yet behind `z`.
            let folded = (word | 0x2020_2020_2020_2020) & ~highs
            let letters = (folded &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(folded &+ 0x0505_0505_0505_0505)
            let distances = word ^ 0x2D2D_2D2D_2D2D_2D2D
            let others = ((distances & ~highs) &+ ~highs) | distances
            let found = (~letters | word) & others & highs
            if found != 0 {
                index &+= found.trailingZeroBitCount &>> 3
                break
            }
            index &+= 8
        }
        while index < text.count, isToken(text[index]) { index &+= 1 }
        return index
    }

    /// The run without the blanks at both ends.
    static func trimmed(_ text: Span<UInt8>, _ lowerBound: Int, _ upperBound: Int) -> HTTPByteRange {
        var lower = lowerBound
        var upper = upperBound
        while lower < upper, isBlank(text[lower]) { lower &+= 1 }
        while upper > lower, isBlank(text[upper &- 1]) { upper &-= 1 }
        return HTTPByteRange(lower, upper)
    }

    /// The first byte from `start` on that is a control character (below space, or DEL), or the count; eight bytes at a time.
    static func firstControl(_ text: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = unsafe text.bytes
        var index = start
        while index &+ 8 <= text.count {
            let word = unsafe UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let deletes = word ^ (0x7F &* ones)
            // The lowest bit set is exact; borrows can only mark bytes above one that is marked rightly.
            let found = ((word &- 0x20 &* ones) & ~word | (deletes &- ones) & ~deletes) & highs
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < text.count {
            if text[index] < 0x20 || text[index] == 0x7F { return index }
            index &+= 1
        }
        return index
    }
}
