import Codecs
import Network
import SystemPackage
import TestSupport
import Testing

/// A client whose requests are due at times of their own; the clock is the test's, the sockets are real.
struct ClientPacingTests {
    @Test func `connections are made when requests are due and none is free`() throws {
        let client = try PacedClient(dueMilliseconds: [10, 20, 20], connectionCount: 5)
        client.turn()
        #expect(client.loop.connectionCount == 0 && !client.loop.isFinished)
        client.clock.milliseconds = 10
        #expect(client.hasRequests(1))
        #expect(client.server.peers.count == 1)
        client.clock.milliseconds = 20
        #expect(client.hasRequests(3))
        #expect(client.server.peers.count == 3 && client.loop.connectionCount == 3)
        client.answerAll()
        #expect(client.turn { client.loop.isFinished })
        #expect(client.handler.responses.count == 3 && client.handler.lossCount == 0)
    }

    @Test func `a free connection waits for the next request, which counts from when it was due`() throws {
        let client = try PacedClient(dueMilliseconds: [0, 50, 60], connectionCount: 3)
        #expect(client.hasRequests(1))
        client.clock.milliseconds = 5
        client.answerAll()
        #expect(client.turn { client.handler.responses.count == 1 })
        client.clock.milliseconds = 49
        client.turn()
        #expect(client.handler.sent.count == 1)
        // Looked at 7 ms late.
        client.clock.milliseconds = 57
        #expect(client.hasRequests(2))
        let late = client.handler.sent[1]
        #expect(late.due == 50_000_000 && late.sent == 57_000_000 && late.freeSince == 5_000_000)
        client.clock.milliseconds = 58
        client.answerAll()
        #expect(client.turn { client.handler.responses.count == 2 })
        #expect(client.handler.responses[1].dueNanoseconds == 50_000_000)
        #expect(client.handler.responses[1].startNanoseconds == 57_000_000)
        #expect(client.handler.responses[1].endNanoseconds == 58_000_000)
        #expect(client.server.peers.count == 1, "one connection was enough")
    }

    @Test func `with all connections busy requests wait, and leave in their order`() throws {
        let client = try PacedClient(dueMilliseconds: [1, 2, 3, 4], connectionCount: 2)
        client.clock.milliseconds = 10
        #expect(client.hasRequests(2))
        client.clock.milliseconds = 20
        client.answerAll()
        #expect(client.hasRequests(4))
        #expect(client.handler.sent.map(\.due) == [1_000_000, 2_000_000, 3_000_000, 4_000_000])
        #expect(client.handler.sent.suffix(2).allSatisfy { $0.freeSince == 20_000_000 })
        #expect(client.server.peers.count == 2)
    }

    @Test func `a connection that the server ends while it waits is told, and made anew when it is needed`() throws {
        let client = try PacedClient(dueMilliseconds: [0, 50], connectionCount: 1)
        #expect(client.hasRequests(1))
        client.answerAll()
        #expect(client.turn { client.handler.responses.count == 1 })
        client.server.peers[0].close()
        #expect(client.turn { client.handler.lossCount == 1 })
        #expect(client.loop.connectionCount == 0 && !client.loop.isFinished)
        client.clock.milliseconds = 50
        #expect(client.hasRequests(2))
        client.answerAll()
        #expect(client.turn { client.loop.isFinished })
        #expect(client.handler.responses.count == 2 && client.handler.failures.isEmpty)
        #expect(client.handler.responses.allSatisfy { !$0.wasResent })
    }

    @Test func `a server that refuses is tried one connection at a time, after a pause`() throws {
        let client = try PacedClient(dueMilliseconds: [0, 0, 0, 0], connectionCount: 4)
        for _ in 0..<5 { client.failures.plan(.connect, .connectionRefused) }
        client.turn()
        #expect(client.handler.failures.count == 4 && client.loop.connectionCount == 0)
        client.turn()
        #expect(client.handler.failures.count == 4, "not before the pause is over")
        client.clock.milliseconds = 300
        client.turn()
        #expect(client.handler.failures.count == 5)
        client.clock.milliseconds = 600
        #expect(client.hasRequests(4))
        client.answerAll()
        #expect(client.turn { client.loop.isFinished })
        #expect(client.handler.responses.count == 4 && client.failures.remainingCount == 0)
    }

    @Test func `draining ends a client whose requests are not due yet`() throws {
        let client = try PacedClient(dueMilliseconds: [0, 1_000_000], connectionCount: 2)
        #expect(client.hasRequests(1))
        client.answerAll()
        #expect(client.turn { client.handler.responses.count == 1 })
        client.loop.drain()
        #expect(client.turn { client.loop.isFinished })
        #expect(client.handler.sent.count == 1 && client.loop.connectionCount == 0)
    }
}

private final class PacedClient {
    let loop: ClientLoop
    let handler: DueHandler
    let server = TestServer()
    let clock = LoopClock.Manual()
    let failures = ForcedFailures()

    init(dueMilliseconds: [UInt64], connectionCount: Int) throws {
        handler = DueHandler(dueMilliseconds.map { $0 * 1_000_000 })
        guard let address = SocketAddress(host: "127.0.0.1", port: UInt16(server.port)) else { fatalError("an address") }
        var pacing = ClientPacing()
        pacing.opensAsNeeded = true
        loop = try ClientLoop(
            address: address, connectionCount: connectionCount, handler: handler, pacing: pacing, clock: LoopClock(clock),
            system: failures)
    }

    func turn() {
        for _ in 0..<3 {
            loop.turn(timeoutMilliseconds: 0)
            server.exchange()
        }
    }

    func turn(until condition: () -> Bool) -> Bool {
        for _ in 0..<20_000 {
            loop.turn(timeoutMilliseconds: 0)
            server.exchange()
            if condition() { return true }
            if loop.isFinished { return false }
            loop.turn(timeoutMilliseconds: 1)
        }
        return false
    }

    /// Whether so many requests come to be sent in all, and to have come whole to the server.
    func hasRequests(_ count: Int) -> Bool {
        turn { handler.sent.count == count && server.peers.count { !$0.received.isEmpty } == count - handler.responses.count }
    }

    func answerAll() {
        for peer in server.peers where !peer.received.isEmpty {
            peer.received = []
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        }
    }
}

/// Gives the same request at fixed times, and keeps what the loop asks and tells.
@safe private final class DueHandler: ClientHandler {
    private let due: [UInt64]
    private let request: ClientRequest
    private(set) var sent: [(due: UInt64, sent: UInt64, freeSince: UInt64)] = []
    private(set) var responses: [ClientResponse] = []
    private(set) var failures: [ClientFailure] = []
    private(set) var lossCount = 0

    init(_ due: [UInt64]) {
        self.due = due
        let text = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 16)
        unsafe memory.copyBytes(from: text)
        request = unsafe ClientRequest(method: .get, message: UnsafeRawBufferPointer(memory))
    }

    deinit { unsafe request.message.deallocate() }

    override func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
        guard sent.count < due.count else { return .finished }
        let next = due[sent.count]
        guard next <= nanoseconds else { return .notBefore(next) }
        sent.append((next, nanoseconds, freeSince))
        return .request(request, dueNanoseconds: next)
    }

    override func backlog(at nanoseconds: UInt64) -> ClientBacklog? {
        let rest = due[sent.count...]
        guard !rest.isEmpty else { return nil }
        return ClientBacklog(
            dueCount: rest.count { $0 <= nanoseconds }, nextNanoseconds: rest.first { $0 > nanoseconds } ?? .max)
    }

    override func receive(_ response: ClientResponse) { responses.append(response) }
    override func fail(_ failure: ClientFailure) { failures.append(failure) }
    override func loseConnection(at nanoseconds: UInt64) { lossCount += 1 }
}
