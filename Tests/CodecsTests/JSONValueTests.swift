import Codecs
import Testing

@Suite struct JSONValueTests {
    @Test func `a document of every kind of value is read`() throws {
        let text = #" { "a" : [1, -2.5e3, true, false, null], "b": {"c": "é\n\u00e9\ud83d\ude00"}, "": [] } "#
        let value = try JSONValue.parse(Array(text.utf8))
        let expected: JSONValue = .object([
            .init("a", .array([.number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null])),
            .init("b", .object([.init("c", .string("é\né😀"))])),
            .init("", .array([])),
        ])
        #expect(value == expected)
    }

    @Test func `the written text is the same for the same value and reads back as it`() throws {
        let value: JSONValue = .object([
            .init("numbers", JSONValue([1.0, 0.5, -0.0, 1e300])), .init("texts", JSONValue(["a", "\u{1}\"\\/\u{7f}"])),
            .init("rows", .array([JSONValue([1, 2]), .array([])])), .init("empty", .object([])), .init("nothing", .null),
            .init("undefined", JSONValue(Double.nan)),
        ])
        let expected = """
            {
              "numbers": [1.0, 0.5, -0.0, 1e+300],
              "texts": [
                "a",
                "\\u0001\\"\\\\/\u{7f}"
              ],
              "rows": [
                [1, 2],
                []
              ],
              "empty": {},
              "nothing": null,
              "undefined": "NaN"
            }
            """
        #expect(value.text() == expected)
        #expect(
            value.text(indented: false)
                == #"{"numbers":[1.0,0.5,-0.0,1e+300],"texts":["a","\u0001\"\\/\#u{7f}"],"rows":[[1,2],[]],"empty":{},"#
                + #""nothing":null,"undefined":"NaN"}"#)
        #expect(try JSONValue.parse(Array(expected.utf8)) == value)
        #expect(try JSONValue.parse(Array(value.text(indented: false).utf8)) == value)
    }

    @Test func `a member name that stands twice is refused, also when it is spelled with an escape`() {
        #expect(throws: JSONError(offset: 6, reason: "the member name \"a\" stands twice in one object")) {
            try JSONValue.parse(Array(#"{"a":1,"\u0061":2}"#.utf8))
        }
    }

    @Test func `names that are canonically equal but differ in bytes are two names`() throws {
        let value = try JSONValue.parse(Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8))
        guard case .object(let members) = value else { return #expect(Bool(false)) }
        #expect(members.count == 2)
    }

    @Test func `depth and size are limited`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 65)
        #expect(throws: JSONError(offset: 64, reason: "arrays and objects are nested more than 64 deep")) {
            try JSONValue.parse(deep)
        }
        #expect(throws: JSONError(offset: 2, reason: "the document has 3 bytes; 2 are accepted")) {
            try JSONValue.parse(Array("123".utf8), limits: JSONLimits(byteCountMax: 2))
        }
        #expect(throws: Never.self) {
            try JSONValue.parse(Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8))
        }
    }
}
