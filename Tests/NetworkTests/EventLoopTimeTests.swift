import Network
import Testing

@Suite(.serialized)
struct EventLoopTimeTests {
    @Test func `an idle connection is closed after its time and not before`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        server.advance(milliseconds: 74_900)
        #expect(server.loop.connectionCount == 1)
        client.send(request())
        #expect(server.receives(answer("post /p hello") + answer("post /p hello"), client))
        server.advance(milliseconds: 74_900)
        #expect(server.loop.connectionCount == 1, "the second request began a new wait")
        server.advance(milliseconds: 200)
        #expect(server.loop.connectionCount == 0)
        #expect(server.turn([client]) { client.isFinished })
    }

    @Test(arguments: [("\r\n", ""), ("\r", "\n")])
    func `an empty line behind a request begins no other`(line: String, rest: String) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request() + line)
        #expect(server.receives(answer("post /p hello"), client))
        server.advance(milliseconds: 74_900)
        #expect(server.loop.connectionCount == 1 && client.text == answer("post /p hello"))
        client.send(rest + request())
        #expect(server.receives(answer("post /p hello") + answer("post /p hello"), client))
        #expect(server.handler.receivedNanoseconds == server.clock.nanoseconds, "the empty line came earlier")
        client.send(line)
        server.idle([client])
        server.advance(milliseconds: 75_100)
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == answer("post /p hello") + answer("post /p hello"), "no answer to what is no request")
        #expect(server.loop.counters.refusedRequestCount == 0)
    }

    @Test func `an empty line alone does not hold draining up`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request() + "\r\n")
        #expect(server.receives(answer("post /p hello"), client))
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 400)
        #expect(server.loop.isFinished)
    }

    @Test func `a request is received when its first byte is there`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        server.clock.nanoseconds = 5_000_000_123
        client.send("P")
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        server.clock.nanoseconds += 1_000_000_000
        client.send(String(request().dropFirst()))
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.handler.receivedNanoseconds == 5_000_000_123)
    }

    @Test(arguments: ["POST", "HEAD"])
    func `a head that trickles in is answered 408 after its time`(method: String) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send("\(method) / HTTP/1.1\r\nHost: a\r\nX: ")
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        for _ in 0..<9 {
            server.advance(milliseconds: 1000)
            client.send("y")
            server.idle([client])
        }
        #expect(client.text.isEmpty)
        server.advance(milliseconds: 1100)
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        #expect(client.text.hasSuffix("\r\n\r\n") == (method == "HEAD"), "an answer to HEAD has no body")
    }

    @Test(arguments: ["POST", "HEAD"])
    func `a body that trickles in is answered 408 after its time`(method: String) throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(String(request(method).dropLast(3)))
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        server.advance(milliseconds: 29_900)
        client.send("l")
        server.idle([client])
        #expect(client.text.isEmpty)
        server.advance(milliseconds: 200)
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        #expect(client.text.hasSuffix("\r\n\r\n") == (method == "HEAD"), "an answer to HEAD has no body")
    }

    @Test func `a client that takes nothing of its answer is cut off, one that takes a little is not`() throws {
        let server = try LoopUnderTest(sendBufferByteCount: 16_384) { $0.answerByteCountPerSecondMin = 0 }
        let client = server.client(receiveBufferByteCount: 4096)
        client.send(request("POST", "/big", "400000"))
        #expect(server.turn { server.handler.requestCount == 1 })
        server.idle()
        for round in 1...4 {
            server.advance(milliseconds: 29_000)
            let progressed = server.turn {
                client.pull(byteCountMax: 4096)
                return client.received.count >= round * 50_000
            }
            #expect(progressed)
        }
        #expect(server.loop.connectionCount == 1)
        server.idle()
        server.advance(milliseconds: 30_200)
        #expect(server.loop.connectionCount == 0)
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test func `a peer that never closes after the last answer is closed after its time`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(request(fields: "Connection: close\r\n"))
        #expect(server.turn([client]) { client.isFinished })
        #expect(server.loop.connectionCount == 1)
        server.advance(milliseconds: 2100)
        #expect(server.loop.connectionCount == 0)
    }

    @Test func `draining answers what is under way, closes what is idle, takes nothing new`() throws {
        let server = try LoopUnderTest()
        let idle = server.client()
        let busy = server.client()
        let late = server.client()
        busy.send(String(request().dropLast(1)))
        #expect(server.has(connections: 3))
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        let queued = server.client()
        queued.send(request())
        server.loop.drain()
        let closing = answer("post /p hello", connection: "close")
        #expect(server.receives(closing, queued), "it was in the listener's queue")
        #expect(!server.loop.isFinished)
        late.send(request())
        busy.send("o")
        #expect(server.receives(closing, late), "its request was under way")
        #expect(server.receives(closing, busy))
        #expect(!idle.isFinished)
        for client in [busy, late, queued] { client.close() }
        #expect(server.has(connections: 1))
        server.advance(milliseconds: 400)
        #expect(server.turn([idle]) { idle.isFinished })
        #expect(server.loop.isFinished)
    }

    @Test func `what waits in the listener's queue as draining begins is answered when there is room`() throws {
        let server = try LoopUnderTest { $0.connectionCountMax = 2 }
        let clients = (0..<2).map { _ in server.client() }
        #expect(server.has(connections: 2))
        let queued = (0..<2).map { _ in server.client() }
        for client in queued { client.send(request()) }
        server.idle()
        server.loop.drain()
        server.idle()
        #expect(queued.allSatisfy { $0.text.isEmpty && !$0.isReset })
        server.advance(milliseconds: 400)
        for client in clients { #expect(server.turn([client]) { client.isFinished }) }
        for client in queued { #expect(server.receives(answer("post /p hello", connection: "close"), client)) }
        for client in queued { client.close() }
        #expect(server.turn { server.loop.isFinished }, "and the listener is closed")
    }

    @Test func `draining ends when there was no room, and nobody waits for it`() throws {
        let server = try LoopUnderTest { $0.connectionCountMax = 1 }
        let client = server.client()
        #expect(server.has(connections: 1))
        let queued = server.client()
        server.idle()
        queued.close()
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 400)
        server.advance(milliseconds: 400)
        #expect(server.turn([client]) { client.isFinished && server.loop.isFinished })
    }

    @Test func `draining ends when its time is up, though there was never room`() throws {
        let server = try LoopUnderTest {
            $0.connectionCountMax = 1
            $0.bodyTimeoutMilliseconds = 1_000_000
        }
        let client = server.client()
        client.send(String(request().dropLast(1)))
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        let queued = server.client()
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 25_100)
        #expect(server.loop.isFinished)
        withExtendedLifetime(queued) {}
    }

    @Test func `draining ends when its time is up, whatever is unfinished`() throws {
        let server = try LoopUnderTest { $0.bodyTimeoutMilliseconds = 1_000_000 }
        let client = server.client()
        client.send(String(request().dropLast(1)))
        #expect(server.turn { server.loop.bufferByteCount > 0 })
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 24_900)
        #expect(!server.loop.isFinished)
        server.advance(milliseconds: 200)
        #expect(server.loop.isFinished)
    }

    @Test func `draining ends when it was told to, which loops have in common`() throws {
        let servers = try (0..<2).map { _ in try LoopUnderTest { $0.bodyTimeoutMilliseconds = 1_000_000 } }
        let clients = servers.map { $0.client() }
        for (server, client) in zip(servers, clients) {
            server.advance(milliseconds: 50_000)
            client.send(String(request().dropLast(1)))
            #expect(server.turn { server.loop.bufferByteCount > 0 })
            server.loop.drain(until: 60_000)
        }
        // The second sees it later, and ends no later for that.
        servers[1].clock.milliseconds += 9_000
        for server in servers { server.idle() }
        servers[0].advance(milliseconds: 9_900)
        servers[1].advance(milliseconds: 900)
        for server in servers { #expect(!server.loop.isFinished) }
        for server in servers { server.advance(milliseconds: 200) }
        for server in servers { #expect(server.loop.isFinished) }
        withExtendedLifetime(clients) {}
    }

    @Test func `a connection that lingers when draining ends is closed, and counts as finished`() throws {
        let server = try LoopUnderTest { $0.lingerTimeoutMilliseconds = 1_000_000 }
        let client = server.client()
        client.send(request(fields: "Connection: close\r\n"))
        #expect(server.turn([client]) { client.isFinished })
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 25_100)
        #expect(server.loop.isFinished)
        #expect(server.loop.counters.timedOutConnectionCount == 0)
    }
}
