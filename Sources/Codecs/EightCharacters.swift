/// Eight bytes of a JSON string in one word (little endian: the first is the lowest byte).
enum EightCharacters {
    /// How many bytes from the first on stand for themselves: ASCII, no control character, no quotation mark, no backslash.
    ///
    /// Each test marks the high bit of a byte that it is about; borrows can mark wrong bytes, but only above a right one.
    @inline(__always)
    static func plainCount(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let marks =
            ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | word
        return (marks & (ones &* 0x80)).trailingZeroBitCount &>> 3
    }

    /// The high bit of each byte that is a bracket or a quotation mark (or one of `_yY` and DEL, which stand nowhere outside a string).
    @inline(__always)
    static func bracketsAndQuotes(_ word: UInt64) -> UInt64 {
        // Bit 5 makes square brackets braces; these differ in bits 1 and 2.
        let brackets = ((word | ones &* 0x20) ^ (ones &* UInt64(UInt8(ascii: "{")))) & ~(ones &* 0x06)
        return zeros(brackets) | zeros(word ^ (ones &* UInt64(UInt8(ascii: "\""))))
    }

    /// The high bit of each byte that is a quotation mark or a backslash.
    @inline(__always)
    static func quotesAndBackslashes(_ word: UInt64) -> UInt64 {
        zeros(word ^ (ones &* UInt64(UInt8(ascii: "\"")))) | zeros(word ^ (ones &* UInt64(UInt8(ascii: "\\"))))
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// The high bit of each byte that is 0, exactly: no borrow goes from one byte to the next.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        let low = ones &* 0x7F
        return ~(((word & low) &+ low) | word | low)
    }
}
