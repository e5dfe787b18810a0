import Base
import Tabular
import TestSupport
import Testing

@Suite struct CSVReaderTests {
    static let documents = [
        "a\n1\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "\u{FEFF}a,b\n1,2\n", "\"a\",\"b\"\n\"1\",\"\"\n",
        "a,b\n\"x, y\",\"he said \"\"no\"\"\"\n\"two\nlines\",2\n\"\r\n\",\"\"\"\"\n5,6\n", "a,b\n5\" pipe,a\"\"b\n",
        "a,b\n,\n,\n",
        "a\n\n\nx\n\n", "a,b\n1,2\n\n\n", "a,b\n1,2\r\n\r\n\n", "a\n\"\"", "a,b\n1,\"", "a,b\n1,\"x\"y\n", "a,b\n1,2\n\n3,4\n",
        "a,b\n1,2,3\n", "a,b\n1\n", "a,b\n1,2\n\"\"\n", "a,\n", "a,a\n", "\n", "", "\u{FEFF}", "a,b", "a,b\n", "a\rb\n",
        "a,b\n1,2\r",
        "a,b\n1,\0\n", "a,b\n\"\n\n\0\",1\n", "a,b\n\"x\"\0,1\n", "a,b\n\"x\"", "a,b\n\"x\"\"", "a,b\n\"x\"\n\"y\n\nz\",2,3",
        "a,b\n1,2\n\n\r", "a,b\n1,2\n\n\"", "a,b\n\"1\n\",\"2\n\n\"\n3,4\n\"\n\",5\n6,7\n", "\"a\nb\",c\n1,2\n",
    ]

    @Test func `Every document reads as the oracle reads it, with a block boundary at every byte`() {
        for document in Self.documents {
            let bytes = Array(document.utf8)
            for blockByteCount in 1...bytes.count + 2 { CSVComparison.check(bytes, blockByteCount: blockByteCount) }
        }
    }

    @Test func `Random bytes of the kind that matters read as the oracle reads them`() {
        var random = TestSeed.random(0x5EED)
        let alphabet = Array("a1,,,\n\n\r\n\"\"\" \0\u{E9}".utf8)
        for _ in 0..<4000 {
            var bytes = Array("h,k".utf8.prefix(1 + 2 * random.next(below: 2))) + [0x0A]
            for _ in 0..<random.next(below: 40) { bytes.append(alphabet[random.next(below: alphabet.count)]) }
            CSVComparison.check(bytes, blockByteCount: 1 + random.next(below: 24))
        }
    }

    @Test func `Random tables come back as they were written`() throws {
        var random = TestSeed.random(0xCAB1E)
        for _ in 0..<60 {
            let columnCount = 1 + random.next(below: 7)
            let bytes = Self.randomTable(columnCount: columnCount, rowCount: random.next(below: 200), &random)
            CSVComparison.check(bytes, blockByteCount: 64 + random.next(below: 2000))
        }
    }

    private static func randomTable(columnCount: Int, rowCount: Int, _ random: inout SeededRandom) -> [UInt8] {
        var bytes = Array((0..<columnCount).map { "column \($0)" }.joined(separator: ",").utf8)
        let lineEnd: [UInt8] = random.next(below: 2) == 0 ? [0x0A] : [0x0D, 0x0A]
        for _ in 0..<rowCount {
            bytes += lineEnd
            for column in 0..<columnCount {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += randomField(&random)
            }
        }
        return bytes + lineEnd
    }

    private static func randomField(_ random: inout SeededRandom) -> [UInt8] {
        let count = random.next(below: random.next(below: 8) == 0 ? 200 : 12)
        guard random.next(below: 6) == 0 else { return (0..<count).map { _ in UInt8(97 + random.next(below: 26)) } }
        let pieces: [[UInt8]] = [[0x22, 0x22], [0x2C], [0x0A], [0x0D], [0x61], [0x61, 0x62, 0x63]]
        return [0x22] + (0..<count).flatMap { _ in pieces[random.next(below: pieces.count)] } + [0x22]
    }
}
