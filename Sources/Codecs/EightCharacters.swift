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
}
