/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
public enum HTTPDate {
    public static let byteCount = 29

    /// Writes the 29 bytes of a moment in the years 1970 to 9999.
    public static func write(unixSeconds: Int, into text: inout MutableSpan<UInt8>) {
        precondition(text.count >= byteCount && unixSeconds >= 0 && unixSeconds < 253_402_300_800, "29 bytes, year 1970 to 9999")
        let days = unixSeconds / 86_400
        let second = unixSeconds % 86_400
        let (year, month, day) = civil(days: days)
        write(word: "ThuFriSatSunMonTueWed", index: days % 7, at: 0, into: &text)
        write(", ", at: 3, into: &text)
        write(number: day, at: 5, into: &text)
        write(" ", at: 7, into: &text)
        write(word: "JanFebMarAprMayJunJulAugSepOctNovDec", index: month - 1, at: 8, into: &text)
        write(" ", at: 11, into: &text)
        write(number: year / 100, at: 12, into: &text)
        write(number: year % 100, at: 14, into: &text)
        write(" ", at: 16, into: &text)
        write(number: second / 3600, at: 17, into: &text)
        write(":", at: 19, into: &text)
        write(number: second / 60 % 60, at: 20, into: &text)
        write(":", at: 22, into: &text)
        write(number: second % 60, at: 23, into: &text)
        write(" GMT", at: 25, into: &text)
    }

    /// The Gregorian date of a day counted from 1970-01-01. Source: Hinnant, "chrono-compatible low-level date algorithms".
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        // Years that begin in March put the leap day last; eras of 400 years repeat.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
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
