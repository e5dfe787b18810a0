internal import Base

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
public enum HTTPDate {
    public static let byteCount = 29

    /// Writes the 29 bytes of a moment in the years 1970 to 9999.
    public static func write(unixSeconds: Int, into text: inout MutableSpan<UInt8>) {
        precondition(text.count >= byteCount && unixSeconds >= 0 && unixSeconds < 253_402_300_800, "29 bytes, year 1970 to 9999")
        let days = unixSeconds / 86_400
        let second = unixSeconds % 86_400
        let date = CivilDate(daysSince1970: days)
        write(word: "ThuFriSatSunMonTueWed", index: days % 7, at: 0, into: &text)
        write(", ", at: 3, into: &text)
        write(number: date.day, at: 5, into: &text)
        write(" ", at: 7, into: &text)
        write(word: "JanFebMarAprMayJunJulAugSepOctNovDec", index: date.month - 1, at: 8, into: &text)
        write(" ", at: 11, into: &text)
        write(number: date.year / 100, at: 12, into: &text)
        write(number: date.year % 100, at: 14, into: &text)
        write(" ", at: 16, into: &text)
        write(number: second / 3600, at: 17, into: &text)
        write(":", at: 19, into: &text)
        write(number: second / 60 % 60, at: 20, into: &text)
        write(":", at: 22, into: &text)
        write(number: second % 60, at: 23, into: &text)
        write(" GMT", at: 25, into: &text)
    }

    private static func write(_ literal: StaticString, at offset: Int, into text: inout MutableSpan<UInt8>) {
        for index in 0..<literal.utf8CodeUnitCount { text[offset + index] = HTTPText.byte(literal, index) }
    }

    private static func write(word words: StaticString, index: Int, at offset: Int, into text: inout MutableSpan<UInt8>) {
        for letter in 0..<3 { text[offset + letter] = HTTPText.byte(words, 3 * index + letter) }
    }

    private static func write(number: Int, at offset: Int, into text: inout MutableSpan<UInt8>) {
        text[offset] = 0x30 + UInt8(number / 10)
        text[offset + 1] = 0x30 + UInt8(number % 10)
    }
}
