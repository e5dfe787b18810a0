import Network
import SystemPackage
import Testing

@Suite(.serialized)
struct LoopCountersTests {
    @Test func `connections, requests and bytes are counted`() throws {
        let server = try LoopUnderTest()
        let counters = server.loop.counters
        let clients = [server.client(), server.client()]
        #expect(server.has(connections: 2))
        #expect(counters.acceptedConnectionCount == 2)
        #expect(counters.openConnectionCount == 2)
        for _ in 0..<3 { clients[0].send(request()) }
        let expected = String(repeating: answer("post /p hello"), count: 3)
        #expect(server.receives(expected, clients[0]))
        #expect(counters.requestCount == 3)
        #expect(counters.receivedByteCount == UInt64(3 * request().utf8.count))
        #expect(counters.sentByteCount == UInt64(expected.utf8.count))
        clients[0].close()
        #expect(server.has(connections: 1))
        #expect(counters.closedConnectionCount == 1)
        #expect(counters.openConnectionCount == 1)
        #expect(counters.refusedRequestCount == 0)
        #expect(counters.timedOutConnectionCount == 0)
        withExtendedLifetime(clients) {}
    }

    @Test func `a refused request is counted, and what its client still sends`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send("BAD\r\n\r\n")
        #expect(server.turn([client]) { client.isFinished })
        client.send("more")
        #expect(server.turn([client]) { server.loop.counters.receivedByteCount == 11 })
        #expect(server.loop.counters.refusedRequestCount == 1)
        #expect(server.loop.counters.requestCount == 0)
        #expect(server.loop.counters.sentByteCount == UInt64(client.received.count))
    }

    @Test func `a connection that cannot be registered was accepted and closed`() throws {
        let server = try LoopUnderTest()
        server.failures.plan(.register, .noMemory)
        let client = server.client()
        #expect(server.turn([client]) { client.isFinished || client.isReset })
        #expect(server.loop.counters.acceptedConnectionCount == 1)
        #expect(server.loop.counters.openConnectionCount == 0)
    }

    /// What a client sends, for how long it then waits, and what it is counted as.
    @Test(
        arguments: [
            ("", 75_100, .request), ("POST", 10_100, .head), (String(request().dropLast(1)), 30_100, .body),
            (request(fields: "Connection: close\r\n"), 2_100, .linger), (request("POST", "/big", "4000000"), 30_100, .write),
        ] as [(String, UInt64, LoopCounters.Wait)])
    func `a deadline is counted by what was waited for`(text: String, milliseconds: UInt64, wait: LoopCounters.Wait) throws {
        let server = try LoopUnderTest(sendBufferByteCount: 16_384)
        let counters = server.loop.counters
        let client = server.client(receiveBufferByteCount: 4096)
        client.send(text)
        #expect(server.has(connections: 1))
        #expect(server.turn { counters.receivedByteCount == UInt64(text.utf8.count) })
        server.idle()
        server.advance(milliseconds: milliseconds)
        for other in LoopCounters.Wait.allCases {
            #expect(counters.timedOutConnectionCount(waitingFor: other) == (other == wait ? 1 : 0), "\(other)")
        }
        #expect(counters.timedOutConnectionCount == 1)
        let isAnswered = wait == .head || wait == .body
        #expect(counters.refusedRequestCount == (isAnswered ? 1 : 0))
        #expect(counters.openConnectionCount == (isAnswered ? 1 : 0), "the answer lingers")
        withExtendedLifetime(client) {}
    }

    @Test func `what draining cuts off is counted`() throws {
        let server = try LoopUnderTest { $0.bodyTimeoutMilliseconds = 1_000_000 }
        let clients = [server.client(), server.client()]
        for client in clients { client.send(String(request().dropLast(1))) }
        #expect(server.turn { server.loop.counters.receivedByteCount == UInt64(2 * (request().utf8.count - 1)) })
        server.loop.drain()
        server.idle()
        server.advance(milliseconds: 25_000)
        #expect(server.loop.isFinished)
        #expect(server.loop.counters.timedOutConnectionCount(waitingFor: .drain) == 2)
        #expect(server.loop.counters.timedOutConnectionCount == 2)
        #expect(server.loop.counters.openConnectionCount == 0)
        withExtendedLifetime(clients) {}
    }
}
