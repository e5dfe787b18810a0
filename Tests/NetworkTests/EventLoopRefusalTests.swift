import Codecs
import Network
import SystemPackage
import Testing

@Suite(.serialized)
struct EventLoopRefusalTests {
    @Test func `a malformed head is refused and the connection closed, after the answers before it`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request() + "BAD\r\n\r\n" + request())
        #expect(server.turn([client]) { client.isFinished })
        let reason = "\(HTTPParseError.Reason.invalidMethod.text)"
        #expect(client.text == answer("post /p hello") + answer(reason, status: "400 Bad Request", connection: "close"))
        #expect(server.handler.requestCount == 1)
        #expect(server.loop.connectionCount == 1, "it lingers for the client to read")
        client.close()
        #expect(server.has(connections: 0))
    }

    @Test func `a head over the limit is refused`() throws {
        let server = try LoopUnderTest { $0.head.headByteCountMax = 200 }
        let client = server.client()
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 100_000))
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 431 "))
        #expect(!client.isReset, "what the client still sent was read away")
    }

    @Test func `a body over the limit is refused before it is read, and the answer reaches a client that sends it anyway`() throws
    {
        let server = try LoopUnderTest { $0.bodyByteCountMax = 1000 }
        let client = server.client()
        client.send(request("POST", "/p", String(repeating: "z", count: 1000)))
        #expect(server.turn([client]) { client.text.hasPrefix("HTTP/1.1 200 ") })
        let second = server.client()
        second.send(request("POST", "/p", String(repeating: "z", count: 500_000)))
        #expect(server.turn([second]) { second.isFinished })
        #expect(second.text.hasPrefix("HTTP/1.1 413 "))
        #expect(!second.isReset)
    }

    @Test(arguments: [("9223372036854775807", 413), ("9223372036854775808", 400), ("99999999999999999999999", 400)])
    func `a length that no memory could hold is too large, and one that no number could is malformed`(
        length: String, status: Int
    ) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test(arguments: [("Content-Length: 11", ""), ("Transfer-Encoding: chunked", "x\r\n")])
    func `HEAD that is refused behind its head gets an answer without a body`(field: String, body: String) throws {
        let server = try LoopUnderTest { $0.bodyByteCountMax = 10 }
        let client = server.client()
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n\(body)")
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 4") && client.text.hasSuffix("Connection: close\r\n\r\n"), "\(client.text)")
    }

    @Test(arguments: [
        ("HEAD / HTTP/1.1\r\n\r\n", 400), ("HEAD / HTTP/1.1\r\nHost: a\r\nA B: c\r\n", 400), ("HEAD / HTTP/2.0\r\n", 505),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n", 417), ("HEAD x HTTP/1.1\r\n", 400), ("HEAD /\r\n", 400),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n", 400), ("HEAD /\(String(repeating: "a", count: 8192)) ", 414),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ])
    func `HEAD whose head is refused gets an answer without a body`(head: String, status: Int) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(head)
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 \(status) "), "\(client.text)")
        #expect(client.text.hasSuffix("Connection: close\r\n\r\n"), "\(client.text)")
    }

    @Test func `a refused expectation of a large body gets the final answer instead of 100`() throws {
        let server = try LoopUnderTest { $0.bodyByteCountMax = 10 }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n")
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 413 "))
    }

    @Test func `clients together cannot hold more buffers than the loop may`() throws {
        let block = 16 << 10
        let server = try LoopUnderTest { $0.bufferByteCountMax = 3 * block }
        let clients = (0..<3).map { _ in server.client() }
        for (index, client) in clients.enumerated() {
            client.send("POST / HTTP/1.1\r\n")
            #expect(server.turn { server.loop.bufferByteCount == (index + 1) * block })
        }
        let refused = server.client()
        refused.send("P")
        #expect(server.turn([refused]) { refused.isFinished || refused.isReset }, "there is no buffer for it")
        #expect(server.has(connections: 3))
        clients[0].send("Host: a\r\nContent-Length: 0\r\n\r\n")
        #expect(server.has(connections: 2), "there is none for its answer")
        clients[1].send("Host: a\r\nContent-Length: 0\r\n\r\n")
        #expect(server.receives(answer("post / "), clients[1]))
    }

    @Test func `when descriptors run out accepting pauses, and goes on after a second`() throws {
        let server = try LoopUnderTest()
        server.failures.plan(.accept, .tooManyOpenFiles)
        let client = server.client()
        client.send(request())
        #expect(server.turn { server.failures.remainingCount == 0 })
        server.advance(milliseconds: 999)
        #expect(server.loop.connectionCount == 0)
        server.advance(milliseconds: 1)
        #expect(server.receives(answer("post /p hello"), client))
    }

    @Test func `a connection that died in the queue does not stop the next`() throws {
        let server = try LoopUnderTest()
        server.failures.plan(.accept, .connectionAbort)
        let client = server.client()
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.failures.remainingCount == 0)
    }

    @Test func `a failed receive or send closes the connection and nothing else`() throws {
        let server = try LoopUnderTest()
        for call in [ForcedFailures.Call.receive, .send, .register] {
            let other = server.client()
            other.send(request())
            #expect(server.receives(answer("post /p hello"), other))
            server.failures.plan(call, .connectionReset)
            let client = server.client()
            client.send(request())
            #expect(server.turn([client]) { client.isReset || client.isFinished })
            #expect(client.text.isEmpty)
            #expect(server.failures.remainingCount == 0)
            #expect(server.loop.connectionCount == 1)
            other.send(request())
            #expect(server.receives(answer("post /p hello") + answer("post /p hello"), other))
            other.reset()
            #expect(server.has(connections: 0))
            #expect(server.loop.bufferByteCount == 0)
        }
    }

    @Test func `EAGAIN from a send is waited out`() throws {
        let server = try LoopUnderTest()
        server.failures.plan(.send, .resourceTemporarilyUnavailable)
        server.failures.plan(.receive, .resourceTemporarilyUnavailable)
        let client = server.client()
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.failures.remainingCount == 0)
    }

    @Test func `an interrupted call is made again`() throws {
        let server = try LoopUnderTest()
        for call in [ForcedFailures.Call.accept, .register, .receive, .send] {
            server.failures.plan(call, .interrupted)
            server.failures.plan(call, .interrupted)
        }
        let client = server.client()
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.failures.remainingCount == 0)
    }
}
