import Codecs
import TestSupport
import Testing

struct HTTPChunkedDecoderTests {
    /// A message as it is sent, its body, and bytes behind it that belong to the next.
    struct Good: Sendable {
        var encoded: String
        var body: String
        var rest = ""

        init(_ encoded: String, _ body: String, rest: String = "") {
            self.encoded = encoded
            self.body = body
            self.rest = rest
        }
    }

    static let table = [
        Good("0\r\n\r\n", ""),
        Good("5\r\nhello\r\n0\r\n\r\n", "hello"),
        Good("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", rest: "GET / HTTP/1.1\r\n"),
        Good("1\r\na\r\n1\r\nb\r\n01\r\nc\r\n000\r\n\r\n", "abc", rest: "\r\n0\r\n"),
        Good("4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", rest: "5"),
        Good("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        Good("0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", "hello"),
        Good("5;a\r\nhello\r\n0;last=1\r\n\r\n", "hello", rest: "x"),
        Good("5 \t;a = \"q;\u{e9}\"\t\r\nhello\r\n0\r\n\r\n", "hello"),
        Good("5;\r\nhello\r\n0\r\nA:\r\nB: \tc \r\n\r\n", "hello", rest: "PUT"),
        Good("5\r\nhello\r\n0\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nHost: b\r\n\r\n", "hello", rest: "0\r\n"),
    ]

    @Test(arguments: table)
    func `chunks become one run of bytes, and what follows the message stays`(message: Good) {
        let decoding = ChunkDecoding()
        let expected = ChunkOutcome.complete(body: Array(message.body.utf8), encodedByteCount: message.encoded.utf8.count)
        #expect(decoding.decode(message.encoded + message.rest) == expected)
        #expect(ChunkDecoding.agrees(expected, decoding.oracle(Array((message.encoded + message.rest).utf8))))
    }

    @Test(arguments: table)
    func `every truncation needs more`(message: Good) {
        let decoding = ChunkDecoding()
        let bytes = Array(message.encoded.utf8)
        for count in bytes.indices {
            guard case .needsMore(let body) = decoding.decode(Array(bytes[..<count])) else {
                Issue.record("\(count) bytes of \(message.encoded.debugDescription)")
                continue
            }
            #expect(message.body.utf8.starts(with: body))
        }
    }

    @Test func `the body's limit is exact, and a size above it is refused before its bytes come`() {
        let decoding = ChunkDecoding()
        decoding.bodyByteCountMax = 8
        #expect(decoding.decode("5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n")?.body == Array("helloabc".utf8))
        #expect(decoding.decode("9\r") == .refused(.bodyTooLarge, at: 1))
        #expect(decoding.decode("5\r\nhello\r\n4;x") == .refused(.bodyTooLarge, at: 11))
        #expect(decoding.decode("FFFFFFFFFFFFFFFF\r") == .refused(.bodyTooLarge, at: 16))
        #expect(decoding.decode("8000000000000000\r") == .refused(.bodyTooLarge, at: 16))
    }

    @Test func `limits of extensions and trailers are exact`() {
        let decoding = ChunkDecoding()
        decoding.limits = HTTPChunkLimits(extensionByteCountMax: 4, trailerByteCountMax: 8)
        #expect(decoding.decode("1;abc\r\nx\r\n0\r\n\r\n")?.body == [UInt8(ascii: "x")])
        #expect(decoding.decode("1;abcd\r\nx\r\n0\r\n\r\n") == .refused(.chunkExtensionTooLarge, at: 5))
        #expect(decoding.decode("1   ;\r\nx\r\n0\r\n\r\n")?.body == [UInt8(ascii: "x")])
        #expect(decoding.decode("1    ;\r\nx\r\n0\r\n\r\n") == .refused(.chunkExtensionTooLarge, at: 5))
        #expect(decoding.decode("1;a\t\t\t\r\n") == .refused(.chunkExtensionTooLarge, at: 5))
        #expect(decoding.decode("0\r\nA: b\r\n\r\n")?.body == [])
        #expect(decoding.decode("0\r\nA: bc\r\n\r\n") == .refused(.trailerTooLarge, at: 11))
        #expect(decoding.decode("0\r\nA:\r\nB:\r\n\r\n") == .refused(.trailerTooLarge, at: 11))
    }

    @Test func `framing out of proportion to the body is refused`() {
        let decoding = ChunkDecoding(byteCountMax: 8192)
        decoding.limits = HTTPChunkLimits(overheadByteCountMax: 64)
        let small = String(repeating: "1\r\nx\r\n", count: 1000)
        #expect(decoding.decode(small + "0\r\n\r\n")?.body?.count == 1000, "chunks of one byte are in proportion")
        let extended = String(repeating: "1;1234\r\nx\r\n", count: 500)
        guard case .refused(.chunkOverheadTooLarge, let offset) = decoding.decode(extended) else {
            Issue.record("extensions for ever")
            return
        }
        #expect(offset < 64 * 11)
    }

    @Test func `payload that comes where it belongs is not moved, and none is looked at twice`() throws {
        var decoder = HTTPChunkedDecoder()
        var bytes = Array("3e8\r\n".utf8)
        var span = bytes.mutableSpan
        #expect(try decoder.decode(&span, bodyByteCountMax: 1000, limits: HTTPChunkLimits()) == .needsMore)
        #expect(decoder.decodedByteCount == 0)
        #expect(decoder.encodedByteCount == 5)
        bytes = []
        for count in 1...1000 {
            // What was decoded is given back altered: the decoder does not read it.
            bytes = [UInt8](repeating: 0xFF, count: count - 1) + [7]
            span = bytes.mutableSpan
            #expect(try decoder.decode(&span, bodyByteCountMax: 1000, limits: HTTPChunkLimits()) == .needsMore)
            #expect(decoder.decodedByteCount == count)
            #expect(bytes[count - 1] == 7)
        }
        bytes += Array("\r\n0\r\n\r\nnext".utf8)
        span = bytes.mutableSpan
        #expect(try decoder.decode(&span, bodyByteCountMax: 1000, limits: HTTPChunkLimits()) == .complete)
        #expect(decoder.end == 1007)
        #expect(decoder.encodedByteCount == 1012)
    }
}
