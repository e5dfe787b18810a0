import Base
import Testing

struct PrintableTests {
    @Test(arguments: [
        ("plain", "plain"), ("tab\there", "tab\\u{9}here"), ("\u{1B}[2J", "\\u{1b}[2J"), ("a\u{202E}b", "a\\u{202e}b"),
        ("é🌳", "é🌳"),
        ("", ""),
    ])
    func `what could move a cursor or turn text around is spelled out`(text: String, expected: String) {
        #expect(Printable.text(text) == expected)
    }

    @Test func `long texts are cut where they are to fit`() {
        #expect(Printable.text("abcdef", width: 6) == "abcdef")
        #expect(Printable.text("abcdefg", width: 6) == "abcde…")
        #expect(Printable.quoted("abcdefg", width: 6) == "\"abcde…\"")
        #expect(Printable.list(["a", "b", "c"], shownCountMax: 2) == "\"a\", \"b\" and 1 more")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func `thousands are set apart`(number: Int, expected: String) { #expect(Printable.count(number) == expected) }

    @Test func `nouns have their plural`() {
        #expect(Printable.count(1, "leaf", plural: "leaves") == "1 leaf")
        #expect(Printable.count(2, "leaf", plural: "leaves") == "2 leaves")
        #expect(Printable.count(0, "row") == "0 rows")
    }

    @Test(arguments: [(77.0, "77"), (Double(Float(6.2)), "6.2"), (0.1, "0.1"), (1e30, "1e+30")])
    func `numbers are as short as they can be`(value: Double, expected: String) { #expect(Printable.number(value) == expected) }

    @Test(arguments: [
        (0, "0 ms"), (0.0449, "45 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "60 s"),
        (119.4, "119 s"), (200.0, "3 min 20 s"), (Double.infinity, "? s"), (Double.nan, "? s"),
    ])
    func `durations are short`(seconds: Double, expected: String) { #expect(Printable.duration(seconds) == expected) }
}
