import Codecs
import TestSupport
import Testing

/// A chunked body that no server may accept, what it is refused for, and at which byte.
struct HostileChunk: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: HTTPParseError.Reason
    var offset: Int
    var testDescription: String { text.count > 80 ? "\(text.prefix(80).debugDescription)..." : text.debugDescription }

    init(_ text: String, _ reason: HTTPParseError.Reason, _ offset: Int) {
        self.text = text
        self.reason = reason
        self.offset = offset
    }

    static let table: [HostileChunk] = [
        HostileChunk("\r\n", .invalidChunkSize, 0),
        HostileChunk("\n", .bareLineFeed, 0),
        HostileChunk(" 5\r\nhello\r\n", .invalidChunkSize, 0),
        HostileChunk("\t5\r\n", .invalidChunkSize, 0),
        HostileChunk("5 \r\nhello\r\n", .invalidChunkSize, 2),
        HostileChunk("5 5\r\n", .invalidChunkSize, 2),
        HostileChunk("5 \n", .bareLineFeed, 2),
        HostileChunk("+5\r\nhello\r\n", .invalidChunkSize, 0),
        HostileChunk("-1\r\n", .invalidChunkSize, 0),
        HostileChunk("-0\r\n", .invalidChunkSize, 0),
        HostileChunk("0x10\r\n", .invalidChunkSize, 1),
        HostileChunk("x5\r\n", .invalidChunkSize, 0),
        HostileChunk("5h\r\n", .invalidChunkSize, 1),
        HostileChunk("5_0\r\n", .invalidChunkSize, 1),
        HostileChunk("5.0\r\n", .invalidChunkSize, 1),
        HostileChunk("5,5\r\n", .invalidChunkSize, 1),
        HostileChunk("\u{ff15}\r\n", .invalidChunkSize, 0),
        HostileChunk(";a\r\n", .invalidChunkSize, 0),
        HostileChunk("5\u{0}\r\n", .invalidChunkSize, 1),
        HostileChunk("5\u{b}\r\n", .invalidChunkSize, 1),
        HostileChunk("00000000000000005\r\nhello\r\n", .invalidChunkSize, 16),
        HostileChunk("10000000000000005\r\nhello\r\n", .invalidChunkSize, 16),
        HostileChunk("FFFFFFFFFFFFFFFF\r\n", .bodyTooLarge, 16),
        HostileChunk("ffffffff00000005\r\nhello\r\n", .bodyTooLarge, 16),
        HostileChunk("100001\r\n", .bodyTooLarge, 6),
        HostileChunk("5\nhello\r\n", .bareLineFeed, 1),
        HostileChunk("5\rhello\r\n", .bareCarriageReturn, 2),
        HostileChunk("5\r\r\nhello", .bareCarriageReturn, 2),
        HostileChunk("5;a\nhello\r\n0\r\n\r\n", .bareLineFeed, 3),
        HostileChunk("5;a\rb\r\nhello", .bareCarriageReturn, 4),
        HostileChunk("5;a\u{0}b\r\nhello", .invalidChunkExtension, 3),
        HostileChunk("5;a=\"\u{7f}\"\r\nhello", .invalidChunkExtension, 5),
        HostileChunk("5;" + String(repeating: "a", count: 256) + "\r\nhello", .chunkExtensionTooLarge, 257),
        HostileChunk("5" + String(repeating: " ", count: 300) + ";a\r\nhello", .chunkExtensionTooLarge, 257),
        HostileChunk("5\r\nhello0\r\n\r\n", .missingChunkEnd, 8),
        HostileChunk("5\r\nhello\n0\r\n\r\n", .missingChunkEnd, 8),
        HostileChunk("5\r\nhello\rx", .missingChunkEnd, 9),
        HostileChunk("5\r\nhello!\r\n0\r\n\r\n", .missingChunkEnd, 8),
        HostileChunk("5\r\nhell\r\n0\r\n\r\n", .missingChunkEnd, 8),
        HostileChunk("5\r\nhello\r\n\r\n0\r\n\r\n", .invalidChunkSize, 10),
        HostileChunk("0\r\n\n", .bareLineFeed, 3),
        HostileChunk("0\r\n\rx", .bareCarriageReturn, 4),
        HostileChunk("0\r\nA: b\n\r\n", .bareLineFeed, 7),
        HostileChunk("0\r\nA: b\rc\r\n", .bareCarriageReturn, 8),
        HostileChunk("0\r\nA\n: b\r\n", .bareLineFeed, 4),
        HostileChunk("0\r\nA : b\r\n", .whitespaceBeforeColon, 4),
        HostileChunk("0\r\nA: b\r\n c\r\n\r\n", .foldedLine, 9),
        HostileChunk("0\r\n: b\r\n\r\n", .emptyFieldName, 3),
        HostileChunk("0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .whitespaceBeforeColon, 6),
        HostileChunk("0\r\nA\r\n\r\n", .invalidFieldName, 4),
        HostileChunk("0\r\n\u{e9}: b\r\n", .invalidFieldName, 3),
        HostileChunk("0\r\nA: b\u{0}\r\n", .invalidFieldValue, 7),
        HostileChunk("0\r\nA: " + String(repeating: "b", count: 5000) + "\r\n\r\n", .trailerTooLarge, 3 + 4096),
        HostileChunk("0\r\n" + String(repeating: "A:\r\n", count: 1100) + "\r\n", .trailerTooLarge, 3 + 4096),
        HostileChunk(
            String(repeating: "1;" + String(repeating: "a", count: 200) + "\r\nx\r\n", count: 100), .chunkOverheadTooLarge,
            // 206 bytes of framing and one of body a chunk: the 83rd line is out of proportion.
            82 * 207 + 203),
    ]
}

struct HTTPHostileChunkTests {
    @Test(arguments: HostileChunk.table)
    func `a hostile body is refused at its first wrong byte`(chunk: HostileChunk) {
        let decoding = ChunkDecoding(byteCountMax: 1 << 15)
        #expect(decoding.decode(chunk.text) == .refused(chunk.reason, at: chunk.offset))
        #expect(decoding.oracle(Array(chunk.text.utf8)) == .refused)
    }

    @Test func `every byte of a good body replaced by every other is what the oracle says`() {
        let decoding = ChunkDecoding()
        for good in ["5;a\r\nhello\r\n0\r\nB: c\r\n\r\nGET", "1 ;a=\"b\"\r\nx\r\nA\r\n0123456789\r\n00\r\n\r\n"] {
            var bytes = Array(good.utf8)
            for index in bytes.indices {
                let kept = bytes[index]
                for byte in UInt8.min...UInt8.max {
                    bytes[index] = byte
                    #expect(ChunkDecoding.agrees(decoding.decode(bytes), decoding.oracle(bytes)), "\(byte) at \(index)")
                }
                bytes[index] = kept
            }
        }
    }
}
