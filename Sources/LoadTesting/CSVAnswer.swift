import Base
import Codecs

/// An answer in CSV, as SageMaker's containers give it to rows in CSV: fields in lines, without a header.
///
/// Where lines end is not compared: some servers answer rows of one value in lines, others in one line with commas between them.
enum CSVAnswer {
    /// The fields of all lines, one after another, unquoted.
    static func fields(_ body: Span<UInt8>) -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var place = 0
        var begin = 0
        func end() {
            fields.append(String(decoding: field, as: UTF8.self))
            field = []
        }
        while place < body.count {
            switch body[place] {
            case UInt8(ascii: "\"") where place == begin: place = unquote(body, from: place + 1, into: &field)
            case UInt8(ascii: ","), UInt8(ascii: "\n"):
                end()
                place += 1
                begin = place
            case UInt8(ascii: "\r"): place += 1
            case let byte:
                field.append(byte)
                place += 1
            }
        }
        // A comma at the end has an empty field behind it, a line feed nothing.
        if !body.isEmpty, body[body.count - 1] != UInt8(ascii: "\n") { end() }
        return fields
    }

    /// The inside of quotes; returns the place behind the closing one.
    private static func unquote(_ body: Span<UInt8>, from start: Int, into field: inout [UInt8]) -> Int {
        var place = start
        while place < body.count {
            if body[place] == UInt8(ascii: "\"") {
                place += 1
                guard place < body.count, body[place] == UInt8(ascii: "\"") else { return place }
            }
            field.append(body[place])
            place += 1
        }
        return place
    }

    /// What is wrong with the fields of an answer, or nil. Numbers are compared as ``ExpectedValue`` compares them.
    static func mismatch(_ found: [String], _ expected: [String], tolerance: Double) -> String? {
        guard found.count == expected.count else {
            return "found \(Printable.count(found.count, "field")), expected \(Printable.count(expected.count))"
        }
        for (index, (found, expected)) in zip(found, expected).enumerated() where found != expected {
            if ExpectedValue.isEqual(found, NumberParser.double(expected), tolerance: tolerance) { continue }
            return
                "field \(index + 1): found \(Printable.quoted(found, width: 60)), expected \(Printable.quoted(expected, width: 60))"
        }
        return nil
    }
}
