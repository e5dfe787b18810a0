import Base
import CTabular
import Codecs
import TestSupport
import Testing

/// The functions of CTabular by themselves, with every instruction set that this CPU has.
@Suite struct TextKernelTests {
    static let isas = [CT_ISA_PORTABLE, CT_ISA_NEON, CT_ISA_SSE2, CT_ISA_AVX2].filter { ct_cpu_has($0) }.map(\.rawValue)

    @Test(arguments: isas)
    func `The scan for fields reads nothing past its slack and finds what the portable one finds`(isa: UInt32) {
        var random = TestSeed.random(0x9A9E)
        let alphabet = Array("ab,,,\n\n\"\"\r".utf8)
        for count in 0..<400 {
            let text = (0..<count).map { _ in alphabet[random.next(below: alphabet.count - (count % 2 == 0 ? 3 : 0))] }
            let guarded = GuardedBytes(text, slack: Int(CT_CSV_SLACK))
            let start = min(count, random.next(below: 3))
            let found = Self.fields(guarded, start, ct_isa(rawValue: isa))
            let expected = Self.fields(guarded, start, CT_ISA_PORTABLE)
            #expect(found.entries == expected.entries && found.lineCount == expected.lineCount)
            guard !text.contains(where: { $0 == 0x22 || $0 == 0x0D }) else { continue }
            let ends = text.indices.filter { $0 >= start && (text[$0] == 0x2C || text[$0] == 0x0A) }
            #expect(found.entries.map { Int($0 >> 32) } == ends)
            let begins: [Int] = [start] + ends.map { $0 + 1 }
            #expect(found.entries.map { Int($0 & 0xFFFF_FFFF) } == Array(begins.prefix(ends.count)))
        }
    }

    private static func fields(_ text: GuardedBytes, _ start: Int, _ isa: ct_isa) -> (entries: [UInt64], lineCount: Int) {
        let byteCount = unsafe text.bytes.count
        var entries = [UInt64](repeating: 0, count: byteCount + 1 + Int(CT_CSV_SLACK))
        var index = ct_csv_index()
        let bytes = unsafe UnsafePointer(text.bytes.bindMemory(to: UInt8.self).baseAddress)
        unsafe ct_csv_find_fields(
            bytes, start, byteCount, UInt8(ascii: ","), &entries, &index, isa)
        return (Array(entries.prefix(index.field_count)), index.line_count)
    }

    @Test(arguments: isas)
    func `Numbers that are read are those of the number parser, and plain ones are read`(isa: UInt32) {
        var random = TestSeed.random(0xF10A7)
        for round in 0..<3000 {
            let digitCountMax = [8, 16, 18][round % 3]
            let texts = (0..<1 + random.next(below: 64)).map { _ in Self.number(digitCountMax: digitCountMax, &random) }
            // Most begin far enough from the start that what is before them may be read.
            check(texts, ct_isa(rawValue: isa), begin: random.next(below: 60), edge: round % 2 == 0 ? .start : .end)
        }
    }

    @Test(arguments: isas)
    func `Numbers next to the middle of two float32 are rounded to the right one or left`(isa: UInt32) {
        var random = TestSeed.random(0x31D)
        for _ in 0..<3000 {
            let value = Float(bitPattern: 0x3000_0000 + UInt32(random.next(below: 0x1800_0000)))
            let middle = (Double(value) + Double(value.nextUp)) / 2
            check([middle, middle.nextUp, middle.nextDown].map { Array("\($0)".utf8.prefix(17)) }, ct_isa(rawValue: isa))
            check(["16777217", "16777219", "33554434.1", "9007199254740993"].map { Array($0.utf8) }, ct_isa(rawValue: isa))
        }
    }

    /// Mostly a plain number; else something with a character too many.
    private static func number(digitCountMax: Int, _ random: inout SeededRandom) -> [UInt8] {
        var text = (0..<random.next(below: digitCountMax + 1)).map { _ in UInt8(ascii: "0") + UInt8(random.next(below: 10)) }
        if random.next(below: 3) == 0 { text.insert(UInt8(ascii: "."), at: random.next(below: text.count + 1)) }
        if random.next(below: 4) == 0 { text.insert(UInt8(ascii: "-"), at: 0) }
        if random.next(below: 20) == 0 {
            text.insert(Array("-+.eE x/:".utf8)[random.next(below: 9)], at: random.next(below: text.count + 1))
        }
        return text
    }

    @Test(arguments: isas)
    func `Points and signs at every place of long fields make a number or none`(isa: UInt32) {
        var texts: [[UInt8]] = []
        for count in 1...17 {
            let digits = "90071992547409921".utf8.suffix(count)
            for marks in [".", "-", "..", "-.", ".-", "--", "...", "....", "-....."] {
                for place in 0...count {
                    for between in [0, 1, 7] where place + between <= count {
                        var text = Array(digits)
                        text.insert(contentsOf: marks.utf8.dropFirst(), at: place + between)
                        text.insert(marks.utf8.first!, at: place)
                        texts.append(text)
                    }
                }
            }
        }
        for first in stride(from: 0, to: texts.count, by: 61) {
            // A long one at the beginning has the others read as long ones.
            check([Array("1234567890".utf8)] + texts[first..<min(first + 61, texts.count)], ct_isa(rawValue: isa))
        }
    }

    private func check(_ texts: [[UInt8]], _ isa: ct_isa, begin: Int = 16, edge: GuardedBytes.Edge = .end) {
        var bytes = [UInt8](repeating: UInt8(ascii: "7"), count: begin)
        var entries: [UInt64] = []
        for text in texts {
            entries.append(UInt64(bytes.count) | UInt64(bytes.count + text.count) << 32)
            bytes += text + [UInt8(ascii: ",")]
        }
        let guarded = GuardedBytes(bytes, slack: Int(CT_CSV_SLACK), edge: edge)
        var floats = [Float](repeating: 0, count: 2 * texts.count)
        var doubles = [Double](repeating: 0, count: texts.count)
        let unread = unsafe entries.withUnsafeBufferPointer { entries in
            var column = unsafe ct_column(
                bytes: UnsafePointer(guarded.bytes.bindMemory(to: UInt8.self).baseAddress), entries: entries.baseAddress,
                entry_stride: 1, code_stride: 2, row_count: texts.count)
            let unreadFloats = unsafe ct_read_floats(&column, -.infinity, .infinity, &floats, isa)
            unsafe column.code_stride = 1
            return (unreadFloats, unsafe ct_read_doubles(&column, -.infinity, .infinity, &doubles, isa))
        }
        for (row, text) in texts.enumerated() {
            let spelled = String(decoding: text, as: UTF8.self)
            if unread.0 >> UInt64(row) & 1 == 0 {
                let expected = text.isEmpty ? Float.nan : NumberParser.float(spelled)
                #expect(same(Double(floats[2 * row]), expected.map(Double.init)), "\(spelled) as float32")
            }
            if unread.1 >> UInt64(row) & 1 == 0 {
                #expect(same(doubles[row], text.isEmpty ? .nan : NumberParser.double(spelled)), "\(spelled) as float64")
            }
            let unsigned = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
            let digits = unsigned.filter { $0 != UInt8(ascii: ".") }
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count >= unsigned.count - 1 else { continue }
            if let value = UInt64(String(decoding: digits, as: UTF8.self)), value < 1 << 53, unsigned.count <= 16 {
                #expect(unread.1 >> UInt64(row) & 1 == 0, "\(spelled) is plain")
            }
        }
    }

    private func same(_ found: Double, _ expected: Double?) -> Bool {
        guard let expected else { return false }
        return found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN)
    }

    @Test func `Texts are found by their bytes and lengths, zeros among them`() {
        var random = TestSeed.random(0x7E87)
        for _ in 0..<300 {
            var texts: [[UInt8]] = []
            for _ in 0..<1 + random.next(below: 60) {
                let text = (0..<random.next(below: 18)).map { _ in UInt8(random.next(below: 3)) }
                if !texts.contains(text) { texts.append(text) }
            }
            check(known: Array(texts.prefix(texts.count / 2)), asked: texts)
        }
    }

    private func check(known: [[UInt8]], asked: [[UInt8]]) {
        var slots = [ct_short_text](repeating: ct_short_text(), count: 128)
        var bytes: [UInt8] = []
        var entries: [UInt64] = []
        for text in asked {
            entries.append(UInt64(bytes.count) | UInt64(bytes.count + text.count) << 32)
            bytes += text
        }
        bytes += [UInt8](repeating: 7, count: Int(CT_CSV_SLACK))
        var codes = [Float](repeating: 0, count: asked.count)
        let others = unsafe slots.withUnsafeMutableBufferPointer { slots in
            let table = unsafe ct_short_texts(slots: slots.baseAddress, shift: 64 - 7)
            for (code, text) in known.enumerated() where text.count <= Int(CT_SHORT_TEXT_BYTES) {
                unsafe ct_short_texts_insert(table, text, text.count, UInt32(code))
            }
            return unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe entries.withUnsafeBufferPointer { entries in
                    var column = unsafe ct_column(
                        bytes: bytes.baseAddress, entries: entries.baseAddress, entry_stride: 1, code_stride: 1,
                        row_count: asked.count)
                    return unsafe ct_find_texts_float(&column, table, &codes)
                }
            }
        }
        for (row, text) in asked.enumerated() {
            let isFound = row < known.count && text.count <= Int(CT_SHORT_TEXT_BYTES)
            let isOther = others >> UInt64(row) & 1 == 1
            #expect(isOther == (!isFound && !text.isEmpty))
            if isFound { #expect(codes[row] == Float(row)) } else if text.isEmpty { #expect(codes[row].isNaN) }
        }
    }
}
