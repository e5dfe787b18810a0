import Base
import Codecs
import TestSupport
import Testing

struct JSONElementScanTests {
    private typealias Border = JSONElementScan.Border

    /// The borders that a scan of `text` stops at, one after the other, when each is to be `step` bytes behind the one before.
    private func borders(_ text: [UInt8], step: Int) -> (borders: [Border], elementCounts: [Int]) {
        let guarded = GuardedBytes(text)
        return unsafe guarded.bytes.withMemoryRebound(to: UInt8.self) { bytes in
            var scan = unsafe JSONElementScan(UnsafeBufferPointer(bytes))
            var borders: [Border] = []
            var elementCounts: [Int] = []
            while borders.last?.isEnd != true, let border = scan.passElements(to: (borders.last?.offset ?? -1) + step) {
                borders.append(border)
                elementCounts.append(scan.elementCount)
            }
            return (borders, elementCounts)
        }
    }

    /// The borders between all elements as the cursor finds them, which reads everything; nil when the text is no array.
    private func read(_ text: [UInt8]) -> [Border]? {
        var scratch = [UInt8](repeating: 0, count: text.count + 1)
        return unsafe ([UInt8(ascii: "[")] + text).withUnsafeBufferPointer { text in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                do throws(JSONError) {
                    var cursor = unsafe try JSONCursor(text, scratch: scratch)
                    var token = JSONToken()
                    try cursor.next(into: &token)
                    var borders: [Border] = []
                    while try cursor.nextElement(into: &token) {
                        if token.kind != .array && token.kind != .object { return nil }
                        try cursor.skipContainer()
                        var place = cursor.offset
                        while unsafe text[place] <= 0x20 { place += 1 }
                        borders.append(unsafe Border(offset: place - 1, isEnd: text[place] == UInt8(ascii: "]")))
                    }
                    return borders
                } catch { return nil }
            }
        }
    }

    @Test(arguments: [
        ("[1,2],[3]]", [5, 9]), (" [ 1 ] , {\"a\" : [ ] } ]rest", [7, 22]), ("[]]", [2]),
        (#"["],[",1],{"\"]":"\\"},["[[{"]]"#, [9, 22, 30]), ("[[[[]],[]]],[]]", [11, 14]), ("{}\n\t\r]", [5]),
    ])
    func `elements end where brackets outside of strings do`(text: String, offsets: [Int]) {
        let found = borders(Array(text.utf8), step: 1)
        #expect(found.borders == offsets.map { Border(offset: $0, isEnd: $0 == offsets.last) })
        #expect(found.elementCounts == Array(1...offsets.count))
    }

    @Test(arguments: [
        "", "]", " ]", "1]", "[1],2]", "[1],]", "[1],", "[1]", "[1", "[\"", "[\"]", "[\"\\", "\"a\"]", "\"a\",[1]]",
        "[1] [2]]", "[1]}", "}",
    ])
    func `what is no array of arrays and objects is not passed to its end`(text: String) {
        #expect(borders(Array(text.utf8), step: 1).borders.contains { $0.isEnd } == false)
    }

    @Test func `borders of random arrays are those that the reader finds`() throws {
        var random = TestSeed.random(70_001)
        for _ in 0..<3_000 {
            var text: [UInt8] = []
            let count = random.next(below: 6) + 1
            for index in 0..<count {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                appendBlanks(&random, to: &text)
                appendContainer(&random, depth: 0, to: &text)
                appendBlanks(&random, to: &text)
            }
            text.append(UInt8(ascii: "]"))
            let expected = try #require(read(text), "\(String(decoding: text, as: UTF8.self))")
            #expect(borders(text, step: 1).borders == expected, "\(String(decoding: text, as: UTF8.self))")
            let step = random.next(below: text.count) + 1
            let (found, elementCounts) = borders(text, step: step)
            var last = -1
            var wanted: [Int] = []
            for (index, border) in expected.enumerated() where border.isEnd || border.offset >= last + step {
                wanted.append(index)
                last = border.offset
            }
            #expect(found == wanted.map { expected[$0] })
            #expect(elementCounts == wanted.map { $0 + 1 })
        }
    }

    @Test func `parts between any two borders read as what the whole reads as, or the whole is no array`() throws {
        var random = TestSeed.random(70_002)
        var acceptedCount = 0
        for _ in 0..<20_000 {
            var text: [UInt8] = []
            for index in 0..<random.next(below: 4) + 1 {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                appendContainer(&random, depth: 0, to: &text)
            }
            text.append(UInt8(ascii: "]"))
            if random.next(below: 2) == 0 {
                let place = random.next(below: text.count)
                text[place] = Array("{}[],:\"0-e.xN\\ ".utf8)[random.next(below: 15)]
            }
            let (found, elementCounts) = borders(text, step: 1)
            guard found.last?.isEnd == true else { continue }
            var begin = 0
            var partsRead = true
            for (index, border) in found.enumerated() {
                let count = elementCounts[index] - (index == 0 ? 0 : elementCounts[index - 1])
                partsRead = partsRead && readsAsElements(Array(text[begin..<border.offset]), count: count)
                begin = border.offset + 1
            }
            let whole = read(Array(text[...found[found.count - 1].offset]))
            #expect(partsRead == (whole != nil), "\(String(decoding: text, as: UTF8.self))")
            if partsRead { acceptedCount += 1 }
        }
        #expect(acceptedCount > 5_000)
    }

    private func readsAsElements(_ part: [UInt8], count: Int) -> Bool {
        var scratch = [UInt8](repeating: 0, count: part.count)
        return unsafe part.withUnsafeBufferPointer { part in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                do throws(JSONError) {
                    var cursor = unsafe try JSONCursor(elements: part, scratch: scratch)
                    var token = JSONToken()
                    for _ in 0..<count {
                        guard try cursor.nextElement(into: &token) else { return false }
                        if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
                    }
                    try cursor.finishElements()
                    return true
                } catch { return false }
            }
        }
    }

    private func appendBlanks(_ random: inout SeededRandom, to text: inout [UInt8]) {
        for _ in 0..<random.next(below: 3) { text.append(Array(" \n\r\t".utf8)[random.next(below: 4)]) }
    }

    private func appendContainer(_ random: inout SeededRandom, depth: Int, to text: inout [UInt8]) {
        let isObject = random.next(below: 2) == 0
        text.append(UInt8(ascii: isObject ? "{" : "["))
        for index in 0..<random.next(below: 4) {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            if isObject {
                appendText(&random, to: &text)
                text.append(UInt8(ascii: ":"))
            }
            switch random.next(below: 4) {
            case 0 where depth < 5: appendContainer(&random, depth: depth + 1, to: &text)
            case 1: appendText(&random, to: &text)
            default: text += Array("\(random.next(below: 1_000_000))".utf8)
            }
        }
        text.append(UInt8(ascii: isObject ? "}" : "]"))
    }

    private func appendText(_ random: inout SeededRandom, to text: inout [UInt8]) {
        let pieces = ["[", "]", "{", "}", ",", ":", "\\\"", "\\\\", "\\u0041", "Oslo", "é", "y_"]
        text.append(UInt8(ascii: "\""))
        for _ in 0..<random.next(below: 5) { text += Array(pieces[random.next(below: pieces.count)].utf8) }
        text.append(UInt8(ascii: "\""))
    }
}
