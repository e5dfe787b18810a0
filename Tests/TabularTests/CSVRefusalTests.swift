import Tabular
import TestSupport
import Testing

/// What a person reads when a file is refused.
@Suite struct CSVRefusalTests {
    static let cases: [(String, String)] = [
        ("", "t.csv: the file is empty; a CSV file with a header line is accepted"),
        (
            "a,b,c\n1,2,3\n1,2\n",
            "t.csv, line 3: found 2 fields, the header has 3; every record must have as many fields as the header"
        ),
        ("a,b\n1,2\n3\n", "t.csv, line 3: found 1 field, the header has 2; every record must have as many fields as the header"),
        (
            "a,b\n\"x\ny\",2\n1,2,3\n",
            "t.csv, line 4: found 3 fields, the header has 2; every record must have as many fields as the header"
        ),
        (
            "a,b\n1,2\n3,\"x\ny\n",
            "t.csv, line 3, column b: the quote that opens here is not closed before the end of the file; a "
                + "quoted field ends with a quote"
        ),
        (
            "a,b\n\"x\"y,2\n",
            "t.csv, line 2, column a: found 'y' after a closing quote; a comma or the end of the line is accepted there, and a quote "
                + "inside a quoted field is written twice"
        ),
        (
            "a,b\n1,\"\n\"\u{1},2\n",
            "t.csv, line 3, column b: found byte 0x01 after a closing quote; a comma or the end of the line is accepted there, and a "
                + "quote inside a quoted field is written twice"
        ),
        (
            "a,b\n1,2\n1,\0\n",
            "t.csv, line 3, column b: found a NUL byte; text in UTF-8 without NUL bytes is accepted (UTF-16 must be converted)"
        ),
        (
            "a,b\n1,2\r3,4\n",
            "t.csv, line 2, column b: found a carriage return without a line feed; LF or CRLF ends a line, and a carriage return "
                + "inside a field must be quoted"
        ),
        (
            "a,b\n1,2\n\n3,4\n",
            "t.csv, line 3: found a blank line between records; blank lines are accepted at the end of the file only"
        ),
        ("a,b,a\n", "t.csv, line 1, column 3: the header has the name \"a\" twice, first in column 1; names must differ"),
        ("a,,b\n", "t.csv, line 1, column 2: the header has an empty name; every column must have one"),
        ("a,bcdefghijk\n1,2\n", "t.csv, line 1, column 2: the header's name has 10 bytes; at most 9 are accepted"),
        ("a,b,c,d,e\n", "t.csv, line 1: the header has 5 columns; at most 4 are accepted"),
        (
            "a,b\n1,2\n\"" + String(repeating: "x", count: 100) + "\",1\n",
            "t.csv, line 3: the record is longer than 90 bytes, the most that is accepted"
        ),
        (
            "a,b\n1,\"2\n" + String(repeating: "3,4\n", count: 30),
            "t.csv, line 2: the quote that opens here is not closed within 90 bytes, the longest record that is accepted"
        ),
    ]

    static func message(_ bytes: [UInt8], blockByteCount: Int) -> String {
        var limits = CSVLimits()
        limits.blockByteCount = blockByteCount
        limits.recordByteCountMax = 90
        limits.columnCountMax = 4
        limits.nameByteCountMax = 9
        do throws(InputError) {
            var reader = try CSVReader(source: ByteSource(bytes: bytes, name: "t.csv"), path: "t.csv", limits: limits)
            while try reader.readBlock() {}
            return "accepted"
        } catch { return error.description }
    }

    @Test func `A file that is refused is refused with line, column, what was found and what is accepted`() {
        for (text, expected) in Self.cases { #expect(Self.message(Array(text.utf8), blockByteCount: 40) == expected) }
    }

    @Test func `A header that is not UTF-8 is refused`() {
        #expect(
            Self.message([0x61, 0x2C, 0xFF, 0x0A], blockByteCount: 40)
                == "t.csv, line 1, column 2: the header's name is not valid UTF-8; UTF-8 is accepted")
    }

    @Test func `A record of exactly the longest length is accepted whatever the block size and the line end`() {
        for lineEnd in ["\n", "\r\n", ""] {
            let longest = "a,b\n1,2\n" + String(repeating: "x", count: 88) + ",1" + lineEnd
            for blockByteCount in 1...130 {
                #expect(Self.message(Array(longest.utf8), blockByteCount: blockByteCount) == "accepted")
                #expect(
                    Self.message(
                        Array(longest.utf8.dropLast(lineEnd.utf8.count)) + [0x31] + Array(lineEnd.utf8),
                        blockByteCount: blockByteCount)
                        == "t.csv, line 3: the record is longer than 90 bytes, the most that is accepted")
            }
        }
    }
}
