import Codecs
import Network
import Testing

@Suite(.serialized)
struct EventLoopChunkedTests {
    @Test func `a chunked request is answered like one with a length, and the connection kept`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(chunkedRequest())
        #expect(server.receives(answer("post /p hello"), client))
        client.send(chunkedRequest("POST", "/q", "", trailer: "Content-Length: 7\r\nX: y\r\n") + request())
        #expect(server.receives(answer("post /p hello") + answer("post /q ") + answer("post /p hello"), client))
        #expect(server.loop.connectionCount == 1)
        #expect(server.loop.bufferByteCount == 0)
    }

    /// Requests of each kind, and the answers to them.
    private static let mix: (text: String, answers: String) = (
        chunkedRequest("POST", "/1", "first body") + request("POST", "/2", "second")
            + chunkedRequest("PUT", "/3", "", fields: "A: b\r\n") + "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n"
            + chunkedRequest("HEAD", "/5", "x", trailer: "T: u\r\n") + request("POST", "/6", "last"),
        answer("post /1 first body") + answer("post /2 second") + answer("put /3 ") + answer("get /4 ")
            + answer("head /5 x", leavesOutBody: true) + answer("post /6 last")
    )

    @Test func `pipelined requests, chunked and not, cut at every byte are answered each once and in order`() throws {
        let server = try LoopUnderTest()
        let bytes = Array(Self.mix.text.utf8)
        for cut in 0...bytes.count {
            let client = server.client()
            client.send(Array(bytes[..<cut]))
            server.idle([client])
            client.send(Array(bytes[cut...]))
            #expect(server.receives(Self.mix.answers, client), "cut at \(cut)")
            client.close()
        }
    }

    @Test func `the same byte by byte`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        for byte in Self.mix.text.utf8 {
            client.send([byte])
            server.idle([client])
        }
        #expect(server.receives(Self.mix.answers, client))
        #expect(server.handler.requestCount == 6)
    }

    @Test(arguments: [1, 7, 1000, 16_384, 700_000])
    func `a chunked body larger than a block is put together`(chunkByteCount: Int) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let body = String(repeating: "0123456789abcdef", count: chunkByteCount == 1 ? 2000 : 40_000)
        client.send(chunkedRequest("POST", "/p", body, chunkByteCount: chunkByteCount) + request())
        #expect(server.receives(answer("post /p " + body) + answer("post /p hello"), client))
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test func `the framing of a chunked body takes no room`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        // Three blocks as it is sent, half a block of body; its end comes later.
        let body = String(repeating: "x", count: 8000)
        client.send(Array(chunkedRequest("POST", "/p", body, chunkByteCount: 1).utf8.dropLast(5)))
        var buffered = 0
        #expect(
            server.turn([client]) {
                buffered = max(buffered, server.loop.bufferByteCount)
                return server.loop.counters.receivedByteCount > 48_000
            })
        #expect(buffered == 16 << 10)
        client.send("0\r\n\r\n")
        #expect(server.receives(answer("post /p " + body), client))
    }

    @Test func `a body that grows over the limit is refused, and the answer reaches a client that goes on sending`() throws {
        let server = try LoopUnderTest { $0.bodyByteCountMax = 1000 }
        let client = server.client()
        client.send(chunkedRequest("POST", "/p", String(repeating: "z", count: 1000), chunkByteCount: 100))
        #expect(server.turn([client]) { client.text.hasPrefix("HTTP/1.1 200 ") })
        let second = server.client()
        second.send(chunkedRequest("POST", "/p", String(repeating: "z", count: 200_000), chunkByteCount: 100))
        #expect(server.turn([second]) { second.isFinished })
        #expect(second.text.hasPrefix("HTTP/1.1 413 "))
        #expect(!second.isReset)
        #expect(server.handler.requestCount == 1)
    }

    @Test func `a malformed chunk is refused and the connection closed; what follows is not read as a request`() throws {
        let server = try LoopUnderTest()
        let head = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let bodies: [(String, HTTPParseError.Reason)] = [
            ("0x5\r\nhello\r\n0\r\n\r\n", .invalidChunkSize), ("5\nhello\r\n0\r\n\r\n", .bareLineFeed),
            ("5\r\nhello\n0\r\n\r\n", .missingChunkEnd), ("0\r\n" + request(), .whitespaceBeforeColon),
        ]
        for (body, reason) in bodies {
            let client = server.client()
            client.send(request() + head + body + request())
            #expect(server.turn([client]) { client.isFinished })
            let refusal = answer("\(reason.text)", status: "400 Bad Request", connection: "close")
            #expect(client.text == answer("post /p hello") + refusal)
        }
        #expect(server.handler.requestCount == bodies.count)
        #expect(server.loop.counters.refusedRequestCount == UInt64(bodies.count))
    }

    @Test func `a chunked client that waits for 100-continue gets it once`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let interim = "HTTP/1.1 100 Continue\r\n\r\n"
        let text = chunkedRequest(fields: "Expect: 100-continue\r\n")
        let headByteCount = text.utf8.count - "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n".utf8.count
        client.send(Array(text.utf8.prefix(headByteCount)))
        #expect(server.receives(interim, client))
        for byte in text.utf8.dropFirst(headByteCount) {
            #expect(client.text == interim)
            client.send([byte])
            server.idle([client])
        }
        #expect(server.receives(interim + answer("post /p hello"), client))
        client.send(text)
        #expect(server.receives(interim + answer("post /p hello") + answer("post /p hello"), client))
    }

    @Test func `a chunked body that trickles in is answered 408 after its time`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(Array(chunkedRequest().utf8.dropLast(7)))
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        server.advance(milliseconds: 29_900)
        client.send("\r")
        server.idle([client])
        #expect(client.text.isEmpty)
        server.advance(milliseconds: 200)
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        #expect(server.loop.counters.timedOutConnectionCount(waitingFor: .body) == 1)
    }
}
