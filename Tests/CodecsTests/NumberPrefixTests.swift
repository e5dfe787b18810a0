import Codecs
import TestSupport
import Testing

@Suite struct NumberPrefixTests {
    /// What each of the four entries consumed of `text`, which lies right before a page that may not be read.
    private func consumed(_ text: [UInt8]) -> [Int] {
        let guarded = GuardedBytes(text)
        let start = unsafe UnsafePointer(guarded.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
        let end = unsafe start + text.count
        var (float, double) = (Float.nan, Double.nan)
        return unsafe [
            NumberParser.parseFloat(start, end: end, into: &float), NumberParser.parseDouble(start, end: end, into: &double),
            NumberParser.parseJSONFloat(start, end: end, into: &float),
            NumberParser.parseJSONDouble(start, end: end, into: &double),
        ]
    }

    @Test(arguments: [
        ("12,", 2, 2), ("-1.5e3]", 6, 6), ("1e5e5", 3, 3), ("1.2.3", 3, 3), ("0x10", 1, 1), ("1 ", 1, 1), ("12345678a", 8, 8),
        ("0.12345678\"", 10, 10), ("+1", 2, 0), (".5", 2, 0), ("5.", 2, 0), ("5.,", 2, 0), ("01", 2, 0), ("-01", 3, 0),
        ("-0", 2, 2),
        ("1e", 0, 0), ("1e+,", 0, 0), ("-", 0, 0), ("", 0, 0), ("e5", 0, 0), ("abc", 0, 0), (".", 0, 0),
    ])
    func `a number is read as far as its grammar goes`(text: String, delimited: Int, json: Int) {
        #expect(consumed(Array(text.utf8)) == [delimited, delimited, json, json])
    }

    @Test func `nothing behind the end is read, wherever a number is cut`() {
        for text in [
            "-12345678.12345678e-123", "0.000000000000000000000000000000123456789", "1234567890123456789012345678901234567890",
        ] {
            let bytes = Array(text.utf8)
            for count in 1...bytes.count {
                let lengths = consumed(Array(bytes.prefix(count)))
                // Cut after the minus, the point or the exponent's mark or sign, JSON has no number.
                #expect(lengths[0] == lengths[1] && lengths[2] == lengths[3] && lengths.allSatisfy { $0 == 0 || $0 == count })
            }
        }
    }

    @Test func `a value stays as it was when there is no number`() {
        var value: Float = 42
        let text = Array("x".utf8)
        unsafe text.withUnsafeBufferPointer { text in
            #expect(unsafe NumberParser.parseFloat(text.baseAddress!, end: text.baseAddress! + 1, into: &value) == 0)
        }
        #expect(value == 42)
    }
}
