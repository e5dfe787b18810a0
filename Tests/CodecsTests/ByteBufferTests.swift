import Base
import Codecs
import TestSupport
import Testing

@Suite struct ByteBufferTests {
    private func text(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer(capacity: 0)
        write(&buffer)
        return buffer.text
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0.0"), (0.1, "0.1"), (5, "5.0"), (1e-5, "1e-05"), (16_777_216, "16777216.0"), (.nan, "NaN"),
            (1e20, "1e+20"),
            (.infinity, "Infinity"), (-.infinity, "-Infinity"), (.leastNonzeroMagnitude, "1e-45"),
            (.greatestFiniteMagnitude, "3.4028235e+38"),
            (-.leastNormalMagnitude, "-1.1754944e-38"), (0.3, "0.3"), (1 / 3, "0.33333334"),
        ] as [(Float, String)])
    func `a float is written in the fewest digits that read back`(value: Float, expected: String) {
        #expect(text { $0.append(value) } == (expected == "0" ? "0.0" : expected))
    }

    @Test func `floats and doubles read back bit for bit and are JSON numbers`() throws {
        var random = TestSeed.random(0x6275_6631)
        var buffer = ByteBuffer()
        for _ in 0..<100_000 {
            let bits = random.next()
            let (float, double) = (Float(bitPattern: UInt32(truncatingIfNeeded: bits)), Double(bitPattern: bits))
            guard float.isFinite, double.isFinite else { continue }
            buffer.removeAll()
            buffer.append(float)
            buffer.append(UInt8(ascii: " "))
            let floatCount = buffer.count - 1
            buffer.append(double)
            #expect(buffer.text == "\(float) \(double)")
            unsafe buffer.unsafeBytes.withMemoryRebound(to: UInt8.self) { bytes in
                let (start, end) = unsafe (bytes.baseAddress!, bytes.baseAddress! + bytes.count)
                var (readFloat, readDouble) = (Float.nan, Double.nan)
                #expect(unsafe NumberParser.parseJSONFloat(start, end: end, into: &readFloat) == floatCount)
                #expect(
                    unsafe NumberParser.parseJSONDouble(start + floatCount + 1, end: end, into: &readDouble) == bytes.count
                        - floatCount - 1)
                #expect(readFloat.bitPattern == float.bitPattern && readDouble.bitPattern == double.bitPattern)
            }
        }
    }

    @Test func `whole numbers are written in decimal`() {
        for value in [0, 7, -7, 10, 99, 100, -12_345, .max, .min] { #expect(text { $0.append(value) } == String(value)) }
    }

    @Test func `strings are escaped as JSON wants it, and what is not UTF-8 is replaced`() {
        #expect(
            text { $0.appendJSONString("a\"\\/\u{8}\u{9}\u{a}\u{c}\u{d}\u{0}\u{1f}\u{7f}é😀") }
                == #""a\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7f}é😀\"")
        let foreign: [UInt8] = [0x61, 0xFF, 0xC3, 0xA9, 0xE2, 0x82, 0x62]
        let written = unsafe foreign.withUnsafeBufferPointer { bytes in text { unsafe $0.appendJSONString(bytes) } }
        #expect(written == "\"a\u{fffd}é\u{fffd}\u{fffd}b\"")
        #expect(text { $0.appendJSONString("") } == "\"\"")
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("with blank ", "with blank "), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("\"", "\"\"\"\""),
        ("\"\"", "\"\"\"\"\"\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""),
    ])
    func `CSV fields are quoted only when they must be`(field: String, expected: String) {
        #expect(text { $0.appendCSVField(field) } == expected)
    }

    @Test func `a buffer grows as needed, keeps its bytes and is emptied without losing its memory`() {
        var buffer = ByteBuffer(capacity: 0)
        for index in 0..<1_000 { buffer.append(UInt8(truncatingIfNeeded: index)) }
        buffer.append("é" as StaticString)
        buffer.append("text")
        #expect(buffer.bytes == (0..<1_000).map { UInt8(truncatingIfNeeded: $0) } + Array("étext".utf8))
        #expect(buffer.count == 1_006)
        buffer.removeAll()
        #expect(buffer.bytes.isEmpty)
    }
}
