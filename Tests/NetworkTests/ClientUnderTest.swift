import Codecs
import Network
import TestSupport

/// A client loop and its server, both turned by hand, with a clock that the test moves; real sockets, no threads.
final class ClientUnderTest {
    let loop: ClientLoop
    let handler: RecordingHandler
    let server: TestServer
    let clock = LoopClock.Manual()
    let failures = ForcedFailures()

    init(
        _ requests: [String], connectionCount: Int = 1, method: HTTPMethod = .post, requestCountMax: Int = .max,
        keepsBodies: Bool = false, server: TestServer = TestServer(), _ edit: (inout ClientLimits) -> Void = { _ in }
    ) throws {
        var limits = ClientLimits()
        edit(&limits)
        self.server = server
        clock.milliseconds = 5_000
        handler = RecordingHandler(requests, method: method, requestCountMax: requestCountMax, keepsBodies: keepsBodies)
        guard let address = SocketAddress(host: "127.0.0.1", port: UInt16(server.port)) else { fatalError("an address") }
        loop = try ClientLoop(
            address: address, connectionCount: connectionCount, handler: handler, limits: limits, clock: LoopClock(clock),
            system: failures)
    }

    /// Turns the loop and the server until `condition` holds; says whether it came to hold.
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

    /// The number of the connection on which the next whole request has come, and the request.
    func nextRequest() -> (peer: TestServer.Peer, text: String)? {
        var found: (peer: TestServer.Peer, text: String)?
        _ = turn {
            for peer in server.peers where peer.isOpen {
                guard let request = peer.takeRequest() else { continue }
                found = (peer, String(decoding: request, as: UTF8.self))
                return true
            }
            return false
        }
        return found
    }

    func hasResponses(_ count: Int) -> Bool { turn { handler.responses.count == count } }
    func hasFailures(_ count: Int) -> Bool { turn { handler.failures.count == count } }

    /// Ends the loop; true when it ended at once.
    func drain() -> Bool {
        loop.drain()
        for _ in 0..<10 where !loop.isFinished { loop.turn(timeoutMilliseconds: 0) }
        return loop.isFinished
    }
}

/// Gives requests in turn, and keeps what the loop tells.
@safe final class RecordingHandler: ClientHandler {
    private let requests: [ClientRequest]
    private let requestCountMax: Int
    private(set) var begunCount = 0
    private(set) var responses: [ClientResponse] = []
    /// The bodies of those that were kept.
    private(set) var bodies: [[UInt8]] = []
    private(set) var failures: [ClientFailure] = []

    init(_ texts: [String], method: HTTPMethod, requestCountMax: Int, keepsBodies: Bool) {
        self.requestCountMax = requestCountMax
        requests = texts.enumerated().map { index, text in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 16)
            unsafe memory.copyBytes(from: Array(text.utf8))
            var request = unsafe ClientRequest(method: method, message: UnsafeRawBufferPointer(memory), number: index)
            request.keepsBody = keepsBodies
            return request
        }
    }

    deinit { for request in requests { unsafe request.message.deallocate() } }

    override func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
        guard begunCount < requestCountMax else { return .finished }
        begunCount += 1
        return .request(requests[(begunCount - 1) % requests.count], dueNanoseconds: nanoseconds)
    }

    override func receive(_ response: ClientResponse) { responses.append(response) }
    override func receive(_ response: ClientResponse, body: Span<UInt8>) {
        bodies.append(body.indices.map { body[$0] })
        responses.append(response)
    }

    override func fail(_ failure: ClientFailure) { failures.append(failure) }

    var kinds: [ClientFailure.Kind] { failures.map(\.kind) }
}
