import Base
import Codecs
import Network
import SystemPackage
import TestSupport
import Testing

struct ClientLoopTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    @Test func `requests go out whole, in turn, on one kept connection, and are timed to the last byte`() throws {
        let client = try ClientUnderTest([request("POST", "/a", "first"), request("POST", "/b", "second")])
        for (index, text) in [request("POST", "/a", "first"), request("POST", "/b", "second"), request("POST", "/a", "first")]
            .enumerated()
        {
            let came = try #require(client.nextRequest())
            #expect(came.text == text)
            client.clock.milliseconds += 30
            came.peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
            client.loop.turn(timeoutMilliseconds: 0)
            client.clock.milliseconds += 12
            came.peer.send("cde")
            #expect(client.hasResponses(index + 1))
            let response = try #require(client.handler.responses.last)
            #expect(response.statusCode == 200 && response.byteCount == 43 && !response.wasResent)
            #expect(response.endNanoseconds - response.startNanoseconds == 42_000_000)
        }
        #expect(client.server.peers.count == 1)
        #expect(client.handler.failures.isEmpty)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX: y\r\n\r\nhello, world",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n00c\r\nhello, world\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
    ])
    func `a response cut anywhere is one response, and the connection is kept`(text: String) throws {
        let client = try ClientUnderTest([request()])
        let bytes = Array(text.utf8)
        for cut in 1..<bytes.count {
            let peer = try #require(client.nextRequest()).peer
            peer.send(Array(bytes[..<cut]))
            for _ in 0..<3 { client.loop.turn(timeoutMilliseconds: 1) }
            #expect(client.handler.responses.count == cut - 1, "not whole when cut at \(cut)")
            peer.send(Array(bytes[cut...]))
            #expect(client.hasResponses(cut), "cut at \(cut)")
        }
        #expect(client.handler.responses.allSatisfy { $0.byteCount == bytes.count })
        #expect(client.handler.failures.isEmpty && client.server.peers.count == 1)
    }

    @Test func `a body until the close ends with the connection, and the next request has a new one`() throws {
        let client = try ClientUnderTest([request()])
        for count in 1...3 {
            let peer = try #require(client.nextRequest()).peer
            peer.send("HTTP/1.1 200 OK\r\n\r\nas long")
            client.loop.turn(timeoutMilliseconds: 1)
            peer.send(" as it lasts")
            peer.close()
            #expect(client.hasResponses(count))
        }
        #expect(client.server.peers.count == 4 || client.turn { client.server.peers.count == 4 })
        #expect(client.handler.responses.allSatisfy { $0.byteCount == 38 && !$0.wasResent })
        #expect(client.handler.failures.isEmpty)
    }

    @Test func `the answer to HEAD has no body, whatever it says`() throws {
        let client = try ClientUnderTest([request("HEAD", "/", "")], method: .head)
        for count in 1...2 {
            try #require(client.nextRequest()).peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            #expect(client.hasResponses(count))
        }
        #expect(client.server.peers.count == 1)
    }

    @Test func `a large body is measured and not kept`() throws {
        let client = try ClientUnderTest([request()], requestCountMax: 1)
        let peer = try #require(client.nextRequest()).peer
        let byteCount = 20 << 20
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(byteCount)\r\n\r\n")
        var most = 0
        let block = [UInt8](repeating: 1, count: byteCount / 4)
        for _ in 0..<4 { peer.send(block) }
        #expect(
            client.turn {
                most = max(most, client.loop.bufferByteCount)
                return client.handler.responses.count == 1
            })
        #expect(most <= 16 << 10)
        #expect(client.loop.bufferByteCount == 0)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX: y\r\n\r\nhello, world", "hello, world"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n7\r\n, world\r\n0\r\nX: y\r\n\r\n",
            "hello, world"
        ),
        ("HTTP/1.1 204 No Content\r\n\r\n", ""), ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
    ])
    func `a body that is kept comes whole, wherever the response is cut`(text: String, body: String) throws {
        let client = try ClientUnderTest([request(), request("POST", "/b", "b")], keepsBodies: true)
        let bytes = Array(text.utf8)
        for cut in 1...bytes.count {
            let peer = try #require(client.nextRequest()).peer
            peer.send(Array(bytes[..<cut]))
            for _ in 0..<3 { client.loop.turn(timeoutMilliseconds: 1) }
            peer.send(Array(bytes[cut...]))
            #expect(client.hasResponses(cut), "cut at \(cut)")
            #expect(client.handler.bodies.last == Array(body.utf8), "cut at \(cut)")
            #expect(client.handler.responses.last?.requestNumber == (cut - 1) % 2)
        }
        #expect(client.handler.responses.allSatisfy { $0.byteCount == bytes.count })
        #expect(client.handler.failures.isEmpty && client.server.peers.count == 1)
    }

    @Test func `a large body that is kept, and one until the close, come whole; memory is given back`() throws {
        let client = try ClientUnderTest([request()], keepsBodies: true)
        let body = (0..<(3 << 20)).map { (index: Int) -> UInt8 in UInt8((index * 7 + index / 251) % 251) }
        for count in 1...2 {
            let peer = try #require(client.nextRequest()).peer
            peer.send(count == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n")
            peer.send(body)
            if count == 2 { peer.close() }
            #expect(client.hasResponses(count))
            #expect(client.handler.bodies.last == body)
        }
        #expect(client.handler.failures.isEmpty && client.loop.bufferByteCount == 0)
    }

    @Test(arguments: ["Content-Length: 100001", "X: until-close"])
    func `a body over the limit is not kept`(field: String) throws {
        let client = try ClientUnderTest([request()], requestCountMax: 1, keepsBodies: true) {
            $0.assembledBodyByteCountMax = 100_000
        }
        let peer = try #require(client.nextRequest()).peer
        peer.send("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n")
        peer.send([UInt8](repeating: 1, count: 100_001))
        #expect(client.hasFailures(1))
        #expect(client.handler.kinds == [.malformedResponse])
        #expect(client.handler.failures.first?.reason.map { "\($0)" }?.contains("larger than the client keeps") == true)
    }

    @Test func `a large request goes out in parts, every byte in its place`() throws {
        let characters = (0..<(4 << 20)).map { (index: Int) -> UInt8 in UInt8(0x21 + (index * 7 + index / 251) % 90) }
        let body = String(decoding: characters, as: UTF8.self)
        let client = try ClientUnderTest([request("POST", "/big", body)], server: TestServer(receiveBufferByteCount: 4096))
        for count in 1...2 {
            // Too long for a search at each turn.
            let byteCount = request("POST", "/big", body).utf8.count
            #expect(client.turn { client.server.peers.first?.received.count == byteCount })
            let peer = client.server.peers[0]
            #expect(peer.received == Array(request("POST", "/big", body).utf8))
            peer.received = []
            peer.send(Self.ok)
            #expect(client.hasResponses(count))
        }
        #expect(client.handler.failures.isEmpty)
    }

    @Test func `a send that would block is made up for`() throws {
        let client = try ClientUnderTest([request()])
        client.failures.plan(.send, .resourceTemporarilyUnavailable)
        try #require(client.nextRequest()).peer.send(Self.ok)
        #expect(client.hasResponses(1))
        #expect(client.failures.remainingCount == 0)
    }

    @Test func `an answer that comes before the request is whole counts, and ends the connection`() throws {
        let body = String(repeating: "x", count: 8 << 20)
        let client = try ClientUnderTest(
            [request("POST", "/", body)], requestCountMax: 1, server: TestServer(receiveBufferByteCount: 4096))
        client.loop.turn(timeoutMilliseconds: 10)
        client.server.accept()
        for _ in 0..<50 where client.server.peers.isEmpty {
            client.loop.turn(timeoutMilliseconds: 1)
            client.server.accept()
        }
        let peer = try #require(client.server.peers.first)
        peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        for _ in 0..<1000 where client.handler.responses.isEmpty { client.loop.turn(timeoutMilliseconds: 1) }
        #expect(client.handler.responses.first?.statusCode == 413)
        #expect(client.handler.failures.isEmpty)
    }

    @Test func `no more connections than asked for, and never two requests on one`() throws {
        let client = try ClientUnderTest([request()], connectionCount: 5)
        var random = TestSeed.random(0x434C_4F53)
        var answered = 0
        #expect(client.turn { client.server.peers.allSatisfy { !$0.received.isEmpty } && client.server.peers.count == 5 })
        while answered < 200 {
            let waiting = client.server.peers.filter { !$0.received.isEmpty }
            #expect(waiting.count <= 5)
            for peer in waiting { #expect(peer.text == request()) }
            guard let peer = waiting.randomElement(using: &random) else {
                try #require(client.turn { client.server.peers.contains { !$0.received.isEmpty } })
                continue
            }
            peer.received = []
            peer.send(Self.ok)
            answered += 1
            #expect(client.hasResponses(answered))
            #expect(client.handler.begunCount - answered <= 5)
        }
        #expect(client.server.peers.count == 5)
    }

    @Test func `draining awaits what is under way, asks for nothing more, and ends`() throws {
        let client = try ClientUnderTest([request()], connectionCount: 2)
        #expect(client.turn { client.handler.begunCount == 2 })
        #expect(client.turn { client.server.peers.filter { !$0.received.isEmpty }.count == 2 })
        #expect(!client.drain())
        for peer in client.server.peers { peer.send(Self.ok) }
        #expect(client.hasResponses(2))
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.loop.isFinished && client.handler.begunCount == 2 && client.loop.bufferByteCount == 0)
        #expect(client.handler.failures.isEmpty)
    }

    @Test func `abandoning ends at once, without a word`() throws {
        let client = try ClientUnderTest([request()], connectionCount: 3)
        #expect(client.turn { client.handler.begunCount == 3 })
        client.loop.abandon()
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.loop.isFinished && client.loop.connectionCount == 0)
        #expect(client.handler.responses.isEmpty && client.handler.failures.isEmpty)
    }

    @Test func `a handler with no more requests ends the loop`() throws {
        let client = try ClientUnderTest([request()], requestCountMax: 2)
        for count in 1...2 {
            try #require(client.nextRequest()).peer.send(Self.ok)
            _ = client.hasResponses(count)
        }
        client.loop.turn(timeoutMilliseconds: 0)
        #expect(client.loop.isFinished && client.handler.responses.count == 2)
    }
}
