import Codecs
import Testing

struct TraceContextTests {
    static let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    static func parse(_ text: String) -> TraceContext? {
        let bytes = Array(" \(text)".utf8)
        return TraceContext(bytes.span, HTTPByteRange(1, bytes.count))
    }

    static func text(_ trace: TraceContext) -> String {
        var bytes = [UInt8](repeating: 0, count: TraceContext.byteCount)
        var span = bytes.mutableSpan
        trace.write(into: &span)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a traceparent gives the trace and the caller's span, and is written as it was read`() throws {
        let trace = try #require(Self.parse(Self.example))
        #expect(trace.traceHigh == 0x4BF9_2F35_77B3_4DA6)
        #expect(trace.traceLow == 0xA3CE_929D_0E0E_4736)
        #expect(trace.parent == 0x00F0_67AA_0BA9_02B7)
        #expect(trace.flags == 1)
        #expect(Self.text(trace) == Self.example)
    }

    @Test func `of the flags only the one that is defined is handed on`() throws {
        let trace = try #require(Self.parse(Self.example.dropLast(2) + "ff"))
        #expect(Self.text(trace) == Self.example)
    }

    @Test func `a later version is read as the first, with what it adds or without`() throws {
        for text in ["cc" + Self.example.dropFirst(2), "01" + Self.example.dropFirst(2) + "-what-ever"] {
            #expect(try Self.text(#require(Self.parse(text))) == Self.example)
        }
    }

    @Test(
        arguments: [
            "", "00", String(example.dropLast()), example + "0", example + "-0", "ff" + example.dropFirst(2),
            "01" + example.dropFirst(2) + "0", "0" + example, example.uppercased(),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
            "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067aa0ba902b7-01",
        ] as [String])
    func `what is no traceparent begins no trace`(text: String) { #expect(Self.parse(text) == nil) }
}

struct RequestIDTests {
    static func isValid(_ text: String) -> Bool { isValid(Array(text.utf8)) }

    static func isValid(_ bytes: [UInt8]) -> Bool { RequestID.isValid(bytes.span, HTTPByteRange(0, bytes.count)) }

    @Test func `an id is 1 to 128 of the characters that a log line and a header may repeat`() {
        for id in ["a", "0", "Aa-Zz_09.~:/+=@", "c5d7f4f0-2f5e-4d0f-9f1b-7f3b6c0d2a11", String(repeating: "x", count: 128)] {
            #expect(Self.isValid(id), "\(id)")
        }
        for id in [
            "", String(repeating: "x", count: 129), "a b", "a\tb", "a\"b", "a,b", "a\\b", "<a>", "a;b", "\u{e9}", "{}", "a%0d",
            "`",
        ] {
            #expect(!Self.isValid(id), "\(id)")
        }
        for byte in UInt8.min...UInt8.max where !byte.isASCII || byte < 0x21 || byte == 0x7F {
            #expect(!Self.isValid([UInt8(ascii: "a"), byte]), "\(byte)")
        }
    }

    @Test func `an id of one's own is 32 digits and valid`() {
        var bytes = [UInt8](repeating: 0, count: RequestID.ownByteCount)
        var span = bytes.mutableSpan
        RequestID.write(high: 0x0123_4567_89AB_CDEF, low: 0xFF, into: &span)
        #expect(String(decoding: bytes, as: UTF8.self) == "0123456789abcdef00000000000000ff")
        #expect(Self.isValid(bytes))
    }
}

extension UInt8 {
    fileprivate var isASCII: Bool { self < 0x80 }
}
