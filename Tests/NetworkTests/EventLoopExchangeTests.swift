import Base
import Codecs
import Network
import TestSupport
import Testing

/// Requests that are handed over: the test takes them from the handler and gives them back when it likes.
@Suite(.serialized)
struct EventLoopExchangeTests {
    private struct Server {
        let handler = HandOverHandler()
        let server: LoopUnderTest
        var loop: EventLoop { server.loop }

        init(sendBufferByteCount: Int? = nil, _ edit: (inout NetworkLimits) -> Void = { _ in }) throws {
            server = try LoopUnderTest(sendBufferByteCount: sendBufferByteCount, handler: handler, workerCount: 2, edit)
        }

        /// Turns until workers have that many requests.
        func has(handedOver count: Int) -> Bool { server.turn { handler.count == count } }

        /// All that was taken is given back: slots, exchanges, buffers.
        func isEmpty() -> Bool {
            guard server.has(connections: 0) else { return false }
            server.idle()
            let counters = loop.counters
            return loop.exchangeCount == 0 && loop.bufferByteCount == 0 && handler.count == 0
                && counters.handedOverRequestCount == counters.returnedRequestCount
        }
    }

    @Test func `a request is answered when it is back, and others meanwhile`() throws {
        let server = try Server()
        let heavy = server.server.client()
        let light = server.server.client()
        heavy.send(request("POST", "/work", "a lot"))
        #expect(server.has(handedOver: 1))
        for _ in 0..<3 {
            light.send(request())
            server.server.idle([light])
        }
        #expect(server.server.receives(String(repeating: answer("post /p hello"), count: 3), light))
        server.server.idle([heavy])
        #expect(heavy.text.isEmpty)
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work a lot"), heavy))
        // The connection goes on as before.
        heavy.send(request())
        #expect(server.server.receives(answer("post /work a lot") + answer("post /p hello"), heavy))
        heavy.close()
        light.close()
        #expect(server.isEmpty())
        #expect(server.loop.counters.handedOverRequestCount == 1)
    }

    @Test func `pipelined requests are answered in order, one under way at a time`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(
            request() + request("POST", "/work/1", "a") + request("POST", "/p", "b") + request("POST", "/work/2", "c")
                + request("POST", "/p", "d"))
        #expect(server.has(handedOver: 1))
        var expected = answer("post /p hello")
        #expect(server.server.receives(expected, client))
        server.handler.giveBack(to: server.loop)
        expected += answer("post /work/1 a") + answer("post /p b")
        #expect(server.server.receives(expected, client))
        #expect(server.handler.count == 1)
        server.handler.giveBack(worker: 1, to: server.loop)
        #expect(server.server.receives(expected + answer("post /work/2 c") + answer("post /p d"), client))
        client.close()
        #expect(server.isEmpty())
    }

    @Test func `what comes meanwhile is read when the answer is there`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(request("POST", "/work"))
        #expect(server.has(handedOver: 1))
        client.send(request("POST", "/p", "later"))
        server.server.idle([client])
        #expect(server.handler.requestCount == 0)
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work hello") + answer("post /p later"), client))
        client.close()
        #expect(server.isEmpty())
    }

    @Test func `exchanges come back in any order, from any worker, each to its own connection`() throws {
        let server = try Server()
        let clients = (0..<6).map { _ in server.server.client() }
        for (number, client) in clients.enumerated() {
            client.send(request("POST", "/work", "\(number)"))
            #expect(server.has(handedOver: number + 1))
        }
        for (turn, position) in [5, 0, 2, 0, 1, 0].enumerated() {
            server.handler.giveBack(position, worker: turn % 2, to: server.loop)
        }
        for (number, client) in clients.enumerated() {
            #expect(server.server.receives(answer("post /work \(number)"), client))
            client.close()
        }
        #expect(server.isEmpty())
    }

    @Test func `a chunked body is handed over decoded, and what follows it is read after it`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(chunkedRequest("POST", "/work", "in pieces", trailer: "A: b\r\n") + request("POST", "/p", "next"))
        #expect(server.has(handedOver: 1))
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work in pieces") + answer("post /p next"), client))
        client.close()
        #expect(server.isEmpty())
    }

    @Test func `the answer's head says what the request's version and fields ask for`() throws {
        let server = try Server()
        for (text, expected, closes) in [
            (request("HEAD", "/work", ""), answer("head /work ", leavesOutBody: true), false),
            (
                request("POST", "/work", "x", fields: "Connection: close\r\n"), answer("post /work x", connection: "close"),
                true
            ),
            (
                "POST /work HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
                answer("post /work x", connection: "keep-alive"), false
            ),
        ] {
            let client = server.server.client()
            client.send(text)
            #expect(server.has(handedOver: 1))
            server.handler.giveBack(to: server.loop)
            #expect(server.server.receives(expected, client))
            #expect(server.server.turn([client]) { client.isFinished == closes })
            client.close()
        }
        #expect(server.isEmpty())
    }

    @Test func `a large answer goes out as the client takes it, then the next request is looked at`() throws {
        let server = try Server(sendBufferByteCount: 16_384)
        let client = server.server.client(receiveBufferByteCount: 4096)
        client.send(request("POST", "/work/1") + request("POST", "/work/2") + request("POST", "/p", "end"))
        #expect(server.has(handedOver: 1))
        // More than the kernel takes and less than what holds back the next request, which is under way behind it then.
        server.handler.giveBack(byteCount: 60_000, to: server.loop)
        #expect(server.has(handedOver: 1))
        server.handler.giveBack(byteCount: 5, to: server.loop)
        server.server.idle()
        var expected = answer(String(repeating: "w", count: 60_000)) + answer("wwwww") + answer("post /p end")
        #expect(server.server.receives(expected, client))
        client.send(request("POST", "/work/3") + request("POST", "/work/4"))
        #expect(server.has(handedOver: 1))
        server.handler.giveBack(byteCount: 3_000_000, to: server.loop)
        server.server.idle()
        #expect(server.handler.count == 0, "so much that the next request is held back")
        expected += answer(String(repeating: "w", count: 3_000_000))
        #expect(server.server.turn([client]) { server.handler.count == 1 })
        server.handler.giveBack(byteCount: 3, to: server.loop)
        expected += answer("www")
        #expect(server.server.receives(expected, client))
        client.close()
        #expect(server.isEmpty())
    }

    @Test(arguments: [true, false])
    func `a connection that is reset is closed at once, and its exchange goes back to nobody`(answering: Bool) throws {
        let server = try Server()
        let client = server.server.client()
        client.send(request("POST", "/work", "for nobody"))
        #expect(server.has(handedOver: 1))
        #expect(!server.handler.isGone())
        client.reset()
        #expect(server.server.has(connections: 0))
        #expect(server.handler.isGone())
        #expect(server.loop.exchangeCount == 1)
        // The slot is used by another, which is not given the answer.
        let next = server.server.client()
        next.send(request("POST", "/work", "for the next"))
        #expect(server.has(handedOver: 2))
        server.handler.giveBack(answering: answering, to: server.loop)
        server.server.idle([next])
        #expect(next.text.isEmpty)
        #expect(server.loop.exchangeCount == 1)
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work for the next"), next))
        next.close()
        #expect(server.isEmpty())
    }

    @Test func `a client that has sent its last byte gets its answer`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(request("POST", "/work", "the last") + request("POST", "/p", "behind it"))
        client.finishSending()
        #expect(server.has(handedOver: 1))
        server.server.idle([client])
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work the last") + answer("post /p behind it"), client))
        #expect(server.server.turn([client]) { client.isFinished })
        #expect(server.isEmpty())
    }

    @Test func `a request that takes too long is answered 503, and its answer comes too late`() throws {
        let server = try Server { $0.computeTimeoutMilliseconds = 200_000 }
        let client = server.server.client()
        client.send(request("POST", "/work"))
        #expect(server.has(handedOver: 1))
        // Past every other timeout.
        server.server.advance(milliseconds: 199_900)
        #expect(server.loop.connectionCount == 1)
        #expect(!server.handler.isGone())
        server.server.advance(milliseconds: 300)
        #expect(server.server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 503 "))
        #expect(server.handler.isGone())
        #expect(server.loop.counters.timedOutConnectionCount(waitingFor: .compute) == 1)
        let text = client.text
        server.handler.giveBack(to: server.loop)
        server.server.idle([client])
        #expect(client.text == text)
        client.close()
        #expect(server.isEmpty())
    }

    @Test func `HEAD that takes too long is answered without a body, as every HEAD is`() throws {
        let server = try Server { $0.computeTimeoutMilliseconds = 1_000 }
        let client = server.server.client()
        client.send(request("HEAD", "/work"))
        #expect(server.has(handedOver: 1))
        server.server.advance(milliseconds: 1_200)
        #expect(server.server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 503 ") && client.text.hasSuffix("Connection: close\r\n\r\n"), "\(client.text)")
        server.handler.giveBack(to: server.loop)
        client.close()
        #expect(server.isEmpty())
    }

    @Test func `a deadline that passed while a request was under way does not end the next wait`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(request("POST", "/work"))
        #expect(server.has(handedOver: 1))
        server.server.advance(milliseconds: 29_000)
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work hello"), client))
        server.server.advance(milliseconds: 74_800)
        #expect(server.loop.connectionCount == 1)
        server.server.advance(milliseconds: 300)
        #expect(server.loop.connectionCount == 0)
        #expect(server.isEmpty())
    }

    @Test func `what workers do not take is refused, and the connection goes on`() throws {
        let server = try Server { $0.exchangeCountMax = 2 }
        let clients = (0..<3).map { _ in server.server.client() }
        server.handler.isFull = true
        clients[0].send(request("POST", "/work") + request())
        var expected = answer("full", status: "503 Service Unavailable") + answer("post /p hello")
        #expect(server.server.receives(expected, clients[0]))
        #expect(server.loop.exchangeCount == 0)
        server.handler.isFull = false
        for (number, client) in clients[1...].enumerated() {
            client.send(request("POST", "/work"))
            #expect(server.has(handedOver: number + 1))
        }
        clients[0].send(request("POST", "/work") + request())
        expected += answer("all under way", status: "503 Service Unavailable") + answer("post /p hello")
        #expect(server.server.receives(expected, clients[0]))
        for client in clients[1...] {
            server.handler.giveBack(to: server.loop)
            #expect(server.server.receives(answer("post /work hello"), client))
        }
        for client in clients { client.close() }
        #expect(server.isEmpty())
    }

    @Test func `an answer that the loop has no memory for closes its connection`() throws {
        let server = try Server { $0.bufferByteCountMax = 100_000 }
        let client = server.server.client()
        client.send(request("POST", "/work"))
        #expect(server.has(handedOver: 1))
        server.handler.giveBack(byteCount: 90_000, to: server.loop)
        #expect(server.server.turn([client]) { client.isFinished || client.isReset })
        #expect(client.text.isEmpty)
        #expect(server.isEmpty())
    }

    @Test func `draining waits for what is under way`() throws {
        let server = try Server()
        let client = server.server.client()
        client.send(request("POST", "/work"))
        #expect(server.has(handedOver: 1))
        server.loop.drain()
        server.server.idle([client])
        server.server.advance(milliseconds: 1_000)
        #expect(!server.loop.isFinished)
        server.handler.giveBack(to: server.loop)
        #expect(server.server.receives(answer("post /work hello", connection: "close"), client))
        #expect(server.server.turn([client]) { client.isFinished })
        client.close()
        #expect(server.server.turn { server.loop.isFinished })
        #expect(server.isEmpty())
    }

    @Test func `draining waits for workers even when their clients are gone, until its time is up`() throws {
        let handler = HandOverHandler()
        for givesBack in [true, false] {
            var server: LoopUnderTest? = try LoopUnderTest(handler: handler, workerCount: 1)
            let client = try #require(server?.client())
            client.send(request("POST", "/work"))
            #expect(server?.turn { handler.count == 1 } == true)
            client.reset()
            #expect(server?.has(connections: 0) == true)
            server?.loop.drain()
            server?.idle()
            #expect(server?.loop.isFinished == false)
            if givesBack {
                handler.giveBack(to: server?.loop)
                #expect(server?.turn { server?.loop.isFinished == true } == true)
            } else {
                server?.advance(milliseconds: 25_100)
                #expect(server?.loop.isFinished == true)
                // A worker that comes to it after the loop's end finds its memory.
                server = nil
                handler.giveBack(to: nil)
            }
        }
    }

    @Test func `a hand-over and its return change nothing in epoll`() throws {
        final class CountingSystem: SystemDouble {
            var changeCount = 0
            override func modify(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? {
                changeCount += 1
                return nil
            }
        }
        let system = CountingSystem()
        let handler = HandOverHandler()
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        let loop = try EventLoop(listener: listener, handler: handler, workerCount: 1, system: system)
        let client = TestClient(port: listener.port)
        var receivedByteCount = 0
        for _ in 0..<10 {
            client.send(request("POST", "/work"))
            while handler.count == 0 { loop.turn(timeoutMilliseconds: 1) }
            handler.giveBack(to: loop)
            while client.received.count == receivedByteCount {
                loop.turn(timeoutMilliseconds: 1)
                client.exchange()
            }
            receivedByteCount = client.received.count
        }
        #expect(client.text.hasSuffix("post /work hello"))
        #expect(system.changeCount == 0)
    }

    @Test func `random mixes of light and heavy requests are answered each once and in order`() throws {
        var random = TestSeed.random(0x4558_4348)
        let server = try Server(sendBufferByteCount: 16_384) { $0.exchangeCountMax = 64 }
        var requestCount = 0
        for round in 0..<60 {
            var peers = (0..<6).map { _ in MixPeer(server.server.client(), &random) }
            requestCount += peers.reduce(0) { $0 + $1.requestCount }
            var turnCount = 0
            while !peers.allSatisfy(\.isDone), turnCount < 200_000 {
                for index in peers.indices { peers[index].go(&random) }
                while server.handler.count > 0, random.next(below: 3) > 0 {
                    let position = random.next(below: server.handler.count)
                    server.handler.giveBack(position, worker: random.next(below: 2), to: server.loop)
                }
                server.loop.turn(timeoutMilliseconds: turnCount < 1000 ? 0 : 1)
                turnCount += 1
            }
            for peer in peers { #expect(peer.isRight, "round \(round)") }
            for peer in peers { peer.client.close() }
            while server.handler.count > 0 { server.handler.giveBack(to: server.loop) }
            #expect(server.isEmpty(), "round \(round)")
        }
        #expect(requestCount > 2000)
        print("\(requestCount) requests, \(server.loop.counters.handedOverRequestCount) handed over")
    }

    /// A client with requests, light and heavy, that it sends in pieces; some reset their connection on the way.
    private struct MixPeer {
        let client: TestClient
        let requestCount: Int
        private var unsent: [UInt8] = []
        private var expected: [UInt8] = []
        private let resetAt: Int
        private var isReset = false

        init(_ client: TestClient, _ random: inout SeededRandom) {
            self.client = client
            requestCount = 1 + random.next(below: 12)
            for number in 0..<requestCount {
                let path = random.next(below: 2) == 0 ? "/p" : "/work"
                let body = String(repeating: "\(number)-", count: random.next(below: 40))
                let text = random.next(below: 3) == 0 ? chunkedRequest("POST", path, body) : request("POST", path, body)
                unsent += Array(text.utf8)
                expected += Array(answer("post \(path) \(body)").utf8)
            }
            resetAt = random.next(below: 4) == 0 ? random.next(below: unsent.count) : -1
        }

        var isDone: Bool { isReset || client.received.count >= expected.count }
        /// All answers, or the first of them where the connection was reset.
        var isRight: Bool { isReset ? expected.starts(with: client.received) : client.received == expected }

        mutating func go(_ random: inout SeededRandom) {
            guard !isReset else { return }
            if unsent.count <= resetAt {
                isReset = true
                client.reset()
                return
            }
            let count = min(unsent.count, random.next(below: 200))
            client.send(Array(unsent[..<count]))
            unsent.removeFirst(count)
            client.exchange()
        }
    }
}
