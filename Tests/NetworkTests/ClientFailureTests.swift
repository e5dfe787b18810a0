import Codecs
import Network
import SystemPackage
import TestSupport
import Testing

struct ClientFailureTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    @Test func `a server that closes after each response, announced or not, is no error`() throws {
        let client = try ClientUnderTest([request()])
        for count in 1...6 {
            let peer = try #require(client.nextRequest()).peer
            peer.send(count % 2 == 0 ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}" : Self.ok)
            if count % 3 == 0 { #expect(client.hasResponses(count)) }
            peer.close()
            #expect(client.hasResponses(count))
        }
        #expect(client.handler.failures.isEmpty)
        #expect(client.turn { client.server.peers.count == 7 })
        // The request on the new connection is the one that the old one did not take, and its time goes on.
        let last = try #require(client.nextRequest())
        #expect(last.text == request())
        #expect(client.handler.begunCount == 7)
    }

    @Test func `a request that the server never saw is sent once more, and its latency goes on`() throws {
        let client = try ClientUnderTest([request()])
        let first = try #require(client.nextRequest()).peer
        first.send(Self.ok)
        #expect(client.hasResponses(1))
        _ = try #require(client.nextRequest())
        client.clock.milliseconds += 7
        first.reset()
        let second = try #require(client.nextRequest()).peer
        client.clock.milliseconds += 3
        second.send(Self.ok)
        #expect(client.hasResponses(2))
        let response = client.handler.responses[1]
        #expect(response.wasResent && response.endNanoseconds - response.startNanoseconds == 10_000_000)
        #expect(client.handler.failures.isEmpty && client.handler.begunCount == 2 + 1)
    }

    @Test(arguments: ["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"])
    func `closing or resetting before the response is whole is an error`(part: String) throws {
        for isReset in [false, true] {
            let client = try ClientUnderTest([request()])
            let peer = try #require(client.nextRequest()).peer
            peer.send(part)
            for _ in 0..<3 { client.loop.turn(timeoutMilliseconds: 1) }
            if isReset { peer.reset() } else { peer.close() }
            #expect(client.hasFailures(1))
            #expect(client.handler.kinds == [isReset ? .connectionReset : .closedEarly], "after \(part.debugDescription)")
            // The next request goes out on a new connection.
            try #require(client.nextRequest()).peer.send(Self.ok)
            #expect(client.hasResponses(1))
        }
    }

    @Test func `a chunked body that ends early is an error, on a kept connection too`() throws {
        let client = try ClientUnderTest([request()])
        let peer = try #require(client.nextRequest()).peer
        peer.send(Self.ok)
        #expect(client.hasResponses(1))
        _ = try #require(client.nextRequest())
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
        for _ in 0..<3 { client.loop.turn(timeoutMilliseconds: 1) }
        peer.close()
        #expect(client.hasFailures(1))
        #expect(client.handler.kinds == [.closedEarly])
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2\r\n", "the response does not begin"),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "Content-Length is not"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\r\n", "bytes that no request asked for"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "chunk"),
        ("HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 20_000))\r\n\r\n", "head of the response is larger"),
    ])
    func `what is no response is an error that says why`(text: String, reason: String) throws {
        let client = try ClientUnderTest([request()])
        try #require(client.nextRequest()).peer.send(text)
        #expect(client.hasFailures(1))
        let failure = try #require(client.handler.failures.first)
        #expect(failure.kind == .malformedResponse)
        let told = try #require(failure.reason.map { "\($0)" })
        #expect(told.contains(reason), "\(told)")
        try #require(client.nextRequest()).peer.send(Self.ok)
        #expect(client.hasResponses(1))
    }

    @Test func `a chunked body over the limit is refused, and its memory given back`() throws {
        let client = try ClientUnderTest([request()], requestCountMax: 1) { $0.assembledBodyByteCountMax = 100_000 }
        let peer = try #require(client.nextRequest()).peer
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186A1\r\n")
        #expect(client.hasFailures(1))
        #expect(client.handler.kinds == [.malformedResponse])
        #expect(client.loop.bufferByteCount == 0)
    }

    @Test func `a response that does not come in time is an error, and the connection is made anew`() throws {
        let client = try ClientUnderTest([request()]) { $0.responseTimeoutMilliseconds = 3_000 }
        let peer = try #require(client.nextRequest()).peer
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")
        for _ in 0..<3 { client.loop.turn(timeoutMilliseconds: 1) }
        client.clock.milliseconds += 2_900
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.failures.isEmpty, "not before its time")
        client.clock.milliseconds += 200
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.kinds == [.responseTimedOut])
        let next = try #require(client.nextRequest()).peer
        #expect(next !== peer)
        next.send(Self.ok)
        #expect(client.hasResponses(1))
    }

    @Test func `refused connections are tried again after a pause`() throws {
        let server = TestServer()
        server.stopListening()
        let client = try ClientUnderTest([request()], server: server)
        #expect(client.hasFailures(1))
        for _ in 0..<10 { client.loop.turn(timeoutMilliseconds: 0) }
        #expect(client.handler.kinds == [.connectRefused], "not before the pause is over")
        #expect(client.loop.connectionCount == 0 && !client.loop.isFinished)
        client.clock.milliseconds += 250
        #expect(client.hasFailures(2))
        #expect(client.handler.begunCount == 0)
        #expect(client.drain())
    }

    @Test func `a connection that nobody takes times out`() throws {
        // One connection fits into the queue of a listener that accepts nothing; what comes after it is not answered.
        let server = TestServer(backlog: 0)
        let fillers = (0..<2).map { _ in try? ClientUnderTest([request()], server: server) }
        for filler in fillers { for _ in 0..<5 { filler?.loop.turn(timeoutMilliseconds: 1) } }
        let client = try ClientUnderTest([request()], server: server) { $0.connectTimeoutMilliseconds = 2_000 }
        for _ in 0..<5 { client.loop.turn(timeoutMilliseconds: 1) }
        #expect(client.loop.connectionCount == 1 && client.handler.begunCount == 0)
        client.clock.milliseconds += 2_200
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.kinds == [.connectTimedOut])
    }

    @Test func `a connect that fails otherwise says how`() throws {
        let client = try ClientUnderTest([request()])
        client.failures.plan(.connect, .noBufferSpace)
        client.failures.plan(.register, .noMemory)
        client.loop.turn(timeoutMilliseconds: 0)
        client.clock.milliseconds += 250
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.kinds == [.connectFailed, .connectFailed])
        #expect(client.handler.failures.map(\.errno) == [.noBufferSpace, .noMemory])
        client.clock.milliseconds += 250
        try #require(client.nextRequest()).peer.send(Self.ok)
        #expect(client.hasResponses(1))
    }

    @Test func `a server that goes away under a kept connection leaves one failed request and refused connections`() throws {
        let client = try ClientUnderTest([request()])
        let peer = try #require(client.nextRequest()).peer
        peer.send(Self.ok)
        #expect(client.hasResponses(1))
        _ = try #require(client.nextRequest())
        client.server.stopListening()
        peer.reset()
        #expect(client.hasFailures(2))
        #expect(client.handler.kinds == [.connectRefused, .closedEarly])
        #expect(client.handler.begunCount == 2)
        #expect(client.drain())
    }

    @Test func `draining cuts off what has no request, and a request that crosses a close is still sent once more`() throws {
        let client = try ClientUnderTest([request()])
        let peer = try #require(client.nextRequest()).peer
        peer.send(Self.ok)
        #expect(client.hasResponses(1))
        _ = try #require(client.nextRequest())
        #expect(!client.drain())
        peer.close()
        try #require(client.nextRequest()).peer.send(Self.ok)
        #expect(client.hasResponses(2))
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.kinds == [] && client.loop.isFinished)
    }

    @Test func `draining does not try again for a request that a server cut off which is no longer there`() throws {
        let client = try ClientUnderTest([request()])
        let peer = try #require(client.nextRequest()).peer
        peer.send(Self.ok)
        #expect(client.hasResponses(1))
        _ = try #require(client.nextRequest())
        #expect(!client.drain())
        client.server.stopListening()
        peer.close()
        #expect(client.hasFailures(2))
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.handler.kinds == [.connectRefused, .closedEarly] && client.loop.isFinished)
    }
}
