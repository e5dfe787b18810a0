import Codecs
import Network
import SystemPackage
import Testing

@Suite(.serialized)
struct EventLoopTests {
    @Test func `a request is answered and the connection kept`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        for _ in 0..<3 { client.send(request()) }
        #expect(server.receives(String(repeating: answer("post /p hello"), count: 3), client))
        #expect(!client.isFinished)
        #expect(server.loop.connectionCount == 1)
        #expect(server.loop.bufferByteCount == 0, "an idle connection holds no buffer")
    }

    @Test func `a request byte by byte is answered like a whole one`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        for byte in Array(request().utf8) {
            #expect(client.text.isEmpty)
            client.send([byte])
            server.idle([client])
        }
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.handler.requestCount == 1)
    }

    @Test func `pipelined requests cut anywhere are answered each once and in order`() throws {
        let server = try LoopUnderTest()
        let text = Array((0..<4).map { request("POST", "/\($0)", "body \($0)") }.joined().utf8)
        let expected = (0..<4).map { answer("post /\($0) body \($0)") }.joined()
        for cut in stride(from: 0, through: text.count, by: 3) {
            let client = server.client()
            client.send(Array(text[..<cut]))
            server.idle([client])
            client.send(Array(text[cut...]))
            #expect(server.receives(expected, client), "cut at \(cut)")
            client.close()
        }
    }

    @Test func `a thousand pipelined requests are answered`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send((0..<1000).map { request("POST", "/\($0)", "x") }.joined())
        #expect(server.receives((0..<1000).map { answer("post /\($0) x") }.joined(), client))
    }

    @Test func `Connection close is heeded and said`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request(fields: "Connection: close\r\n") + request("POST", "/never"))
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == answer("post /p hello", connection: "close"))
        #expect(server.handler.requestCount == 1)
        client.close()
        #expect(server.has(connections: 0))
    }

    @Test func `HTTP 1.0 is closed, or kept when asked for`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let kept = answer("get /a ", connection: "keep-alive")
        client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(server.receives(kept, client))
        client.send("GET /b HTTP/1.0\r\n\r\n")
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == kept + answer("get /b ", connection: "close"))
    }

    @Test func `HEAD has the head of GET and no body`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.receives(answer("head /a ", leavesOutBody: true) + answer("get /b "), client))
    }

    @Test func `a client that waits for 100-continue gets it, one that does not wait does not`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let interim = "HTTP/1.1 100 Continue\r\n\r\n"
        let text = request(fields: "Expect: 100-continue\r\n")
        client.send(String(text.dropLast(5)))
        #expect(server.receives(interim, client))
        client.send("hel")
        server.idle([client])
        client.send("lo")
        #expect(server.receives(interim + answer("post /p hello"), client))
        client.send(text)
        #expect(server.receives(interim + answer("post /p hello") + answer("post /p hello"), client))
    }

    @Test(arguments: [false, true])
    func `a request that the handler refuses by its head is not asked for its body`(isChunked: Bool) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let text =
            isChunked
            ? chunkedRequest("POST", "/refused", fields: "Expect: 100-continue\r\n")
            : request("POST", "/refused", fields: "Expect: 100-continue\r\n")
        let headEnd = try #require(text.firstRange(of: "\r\n\r\n")).upperBound
        client.send(String(text[..<headEnd]))
        #expect(server.receives(answer("no /refused", status: "404 Not Found", connection: "close"), client))
        client.send(String(text[headEnd...]) + request())
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == answer("no /refused", status: "404 Not Found", connection: "close"))
        #expect(server.handler.requestCount == 0)
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test(arguments: [false, true])
    func `the handler is asked once about a large body that is awaited, and never about one that is small or there`(
        isChunked: Bool
    ) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        func text(_ path: String, _ body: String) -> String {
            isChunked ? chunkedRequest("POST", path, body, chunkByteCount: 10_000) : request("POST", path, body)
        }
        client.send(text("/whole", "hello"))
        #expect(server.receives(answer("post /whole hello"), client))
        let small = text("/small", String(repeating: "x", count: 100))
        client.send(String(small.dropLast(60)))
        server.idle([client])
        client.send(String(small.suffix(60)))
        let body = String(repeating: "x", count: 100_000)
        let large = text("/large", body)
        client.send(String(large.dropLast(60)))
        #expect(server.turn([client]) { server.handler.announced.count == 1 })
        client.send(String(large.suffix(60).dropLast(20)))
        server.idle([client])
        client.send(String(large.suffix(20)))
        let expected =
            answer("post /whole hello") + answer("post /small " + String(repeating: "x", count: 100))
            + answer("post /large " + body)
        #expect(server.receives(expected, client))
        #expect(server.handler.announced == ["/large"])
    }

    @Test func `a body that comes in pieces larger than a block is put together`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        let body = String(repeating: "0123456789abcdef", count: 40_000)
        client.send(request("POST", "/p", body) + request())
        #expect(server.receives(answer("post /p " + body) + answer("post /p hello"), client))
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test func `answers to a client that does not read stop the reading, and come whole when it reads`() throws {
        let server = try LoopUnderTest(sendBufferByteCount: 16_384)
        let client = server.client(receiveBufferByteCount: 4096)
        let big = request("POST", "/big", "200000")
        client.send(big + big + request())
        #expect(server.turn { server.handler.requestCount == 1 })
        server.idle()
        #expect(server.handler.requestCount == 1, "the second is not looked at before the first answer is taken")
        let body = String(decoding: (0..<200_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }, as: UTF8.self)
        #expect(server.receives(answer(body) + answer(body) + answer("post /p hello"), client))
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test func `requests that waited for an answer to be sent are answered when it is, without more from the client`() throws {
        let server = try LoopUnderTest()
        server.failures.plan(.send, .resourceTemporarilyUnavailable)
        let client = server.client()
        let body = String(decoding: (0..<100_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }, as: UTF8.self)
        client.send(request("POST", "/big", "100000") + request() + request())
        #expect(server.receives(answer(body) + answer("post /p hello") + answer("post /p hello"), client))
        #expect(server.failures.remainingCount == 0)
    }

    @Test func `a half-closed client gets its answers, then the end`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request() + request() + "POST /unfinished")
        client.finishSending()
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == answer("post /p hello") + answer("post /p hello"))
        #expect(server.loop.connectionCount == 0)
    }

    @Test func `a reset frees the connection at every stage of a request`() throws {
        let server = try LoopUnderTest()
        let text = request()
        for count in stride(from: 0, through: text.utf8.count, by: 5) {
            let client = server.client()
            client.send(String(text.prefix(count)))
            #expect(server.has(connections: 1))
            server.idle()
            client.reset()
            #expect(server.has(connections: 0))
            #expect(server.loop.bufferByteCount == 0)
        }
    }

    @Test func `a full slab leaves new connections in the queue until one closes`() throws {
        let server = try LoopUnderTest { $0.connectionCountMax = 1 }
        let first = server.client()
        #expect(server.has(connections: 1))
        let second = server.client()
        second.send(request())
        server.idle([second])
        #expect(second.text.isEmpty)
        first.reset()
        #expect(server.receives(answer("post /p hello"), second))
        #expect(server.loop.connectionCount == 1)
    }
}
