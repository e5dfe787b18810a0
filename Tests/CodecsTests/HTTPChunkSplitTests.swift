import Base
import Codecs
import TestSupport
import Testing

struct HTTPChunkSplitTests {
    private static let texts = HTTPChunkedDecoderTests.table.map { $0.encoded + $0.rest } + HostileChunk.table.map(\.text)

    @Test(arguments: texts.filter { $0.utf8.count <= 1000 })
    func `cut at every byte, and at every pair of bytes, a body gives what it gives whole`(text: String) {
        let decoding = ChunkDecoding()
        let bytes = Array(text.utf8)
        let whole = decoding.decode(bytes)
        #expect(whole != nil)
        for cut in 0...bytes.count {
            #expect(decoding.decode(bytes, cuts: [cut]) == whole, "cut at \(cut)")
            guard bytes.count <= 80 else { continue }
            for second in cut...bytes.count where decoding.decode(bytes, cuts: [cut, second]) != whole {
                Issue.record("cut at \(cut) and \(second)")
            }
        }
        #expect(decoding.decode(bytes, cuts: Array(0...bytes.count)) == whole, "byte by byte")
    }

    @Test(arguments: texts.filter { $0.utf8.count > 1000 })
    func `long bodies byte by byte give what they give whole`(text: String) {
        let decoding = ChunkDecoding(byteCountMax: 1 << 15)
        let bytes = Array(text.utf8)
        let whole = decoding.decode(bytes)
        #expect(whole != nil)
        #expect(decoding.decode(bytes, cuts: Array(0...bytes.count)) == whole)
    }

    @Test func `random framing cut at random gives what it gives whole, and what the oracle says`() {
        var random = TestSeed.random(0x4348_554E)
        let pieces = [
            "0", "1", "5", "a", "00", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", ";", ";x=y", " ", "hello", "0123456789", "A: b",
            ":", "A", "\t", "\u{1}", "0\r\n\r\n", "5\r\nhello\r\n", "1;z\r\nq\r\n",
        ]
        let decoding = ChunkDecoding()
        decoding.bodyByteCountMax = 24
        decoding.limits = HTTPChunkLimits(extensionByteCountMax: 6, trailerByteCountMax: 14, overheadByteCountMax: 12)
        var completeCount = 0
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0...random.next(below: 9) { text += pieces[random.next(below: pieces.count)] }
            let bytes = Array(text.utf8)
            let cuts = (0..<4).map { _ in random.next(below: bytes.count + 1) }.sorted()
            let whole = decoding.decode(bytes)
            if whole?.body != nil { completeCount += 1 }
            #expect(decoding.decode(bytes, cuts: cuts) == whole, "\(text.debugDescription), cut at \(cuts)")
            #expect(ChunkDecoding.agrees(whole, decoding.oracle(bytes)), "\(text.debugDescription)")
        }
        #expect(completeCount > 500, "bodies that are whole are among them")
    }

    @Test func `random bodies in random chunks come out whole, however they are cut`() {
        var random = TestSeed.random(0x424F_4459)
        let decoding = ChunkDecoding(byteCountMax: 1 << 16)
        for _ in 0..<300 {
            var encoded: [UInt8] = []
            var body: [UInt8] = []
            for _ in 0..<random.next(below: 6) {
                let payload = (0...random.next(below: random.next(below: 4) == 0 ? 5000 : 20)).map { _ in
                    UInt8(truncatingIfNeeded: random.next())
                }
                encoded += Array((String(payload.count, radix: 16) + "\r\n").utf8) + payload + [13, 10]
                body += payload
            }
            encoded += Array("0\r\n\r\n".utf8)
            let cuts = (0..<random.next(below: 12)).map { _ in random.next(below: encoded.count + 1) }.sorted()
            let outcome = decoding.decode(encoded + [1, 2, 3], cuts: cuts)
            #expect(outcome == .complete(body: body, encodedByteCount: encoded.count))
        }
    }
}
