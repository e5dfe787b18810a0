import CAllocationCounter
import Codecs
import Network
import TestSupport
import Testing

/// Answers everything with the same few bytes.
@safe private final class FixedHandler: RequestHandler {
    private let answer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16)

    override init() { unsafe answer.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x")) }
    deinit { unsafe answer.deallocate() }

    override func respond(to request: HTTPRequest) -> HTTPResponse {
        unsafe HTTPResponse(status: .ok, contentType: "text/plain", body: UnsafeRawBufferPointer(answer))
    }
}

/// Sends the same request for ever.
@safe private final class CountingClientHandler: ClientHandler {
    private let request: ClientRequest
    private(set) var responseCount = 0

    init(_ text: String) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 16)
        unsafe memory.copyBytes(from: Array(text.utf8))
        unsafe request = ClientRequest(method: .post, message: UnsafeRawBufferPointer(memory))
    }

    deinit { unsafe request.message.deallocate() }

    override func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
        .request(request, dueNanoseconds: nanoseconds)
    }
    override func receive(_ response: ClientResponse) { responseCount += 1 }
}

struct AllocationTests {
    @Test(
        .enabled(if: callocation_is_counting() != 0),
        arguments: [
            [request()], [chunkedRequest("POST", "/p", body)],
            [chunkedRequest("POST", "/p", body, chunkByteCount: 1, trailer: "A: b\r\n")],
            // Cut within the head, within a size and within a payload.
            [
                "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Enc", "oding: chunked\r\n\r\n1", "0;x\r\n0123456",
                "789abcdef\r\n0\r\n\r\n",
            ],
        ])
    func `a request on a kept connection allocates nothing`(pieces: [String]) throws {
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        let loop = try EventLoop(listener: listener, handler: FixedHandler())
        let client = TestClient(port: listener.port)
        var answered = 0
        var counted: UInt64 = 0
        for round in 0..<200 {
            for piece in pieces.dropLast() {
                client.send(piece)
                counted += allocations(of: loop, turns: 20, isCounted: round >= 2)
            }
            client.send(pieces[pieces.count - 1])
            answered += 1
            while client.received.count < answered * answerByteCount(client) {
                counted += allocations(of: loop, turns: 1, isCounted: round >= 2)
                client.pull()
            }
        }
        #expect(answered == 200)
        #expect(counted == 0)
        let before = callocation_count()
        let probe = Array(repeating: UInt8(1), count: Int.random(in: 100...200))
        #expect(probe.count >= 100)
        #expect(callocation_count() > before, "the counter counts")
    }

    private static let body = String(repeating: "0123456789abcdef", count: 20)

    private func allocations(of loop: EventLoop, turns: Int, isCounted: Bool) -> UInt64 {
        let before = callocation_count()
        for _ in 0..<turns { loop.turn(timeoutMilliseconds: turns == 1 ? 1 : 0) }
        return isCounted ? callocation_count() - before : 0
    }

    /// All answers have the same length, which the first one shows.
    private func answerByteCount(_ client: TestClient) -> Int {
        guard let end = client.text.firstRange(of: "\r\n\r\n") else { return 1 }
        return client.text.utf8.distance(from: client.text.startIndex, to: end.upperBound) + 16
    }

    @Test(.enabled(if: callocation_is_counting() != 0))
    func `a client's request on a kept connection allocates nothing`() throws {
        let server = TestServer()
        let handler = CountingClientHandler(request())
        let address = try #require(SocketAddress(host: "127.0.0.1", port: UInt16(server.port)))
        let loop = try ClientLoop(address: address, connectionCount: 2, handler: handler)
        var counted: UInt64 = 0
        for _ in 0..<20_000 where handler.responseCount < 400 {
            let isWarm = handler.responseCount > 20
            let before = callocation_count()
            loop.turn(timeoutMilliseconds: 0)
            if isWarm { counted += callocation_count() - before }
            server.exchange()
            for peer in server.peers where peer.takeRequest() != nil {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            }
        }
        #expect(handler.responseCount >= 400)
        #expect(counted == 0)
    }
}
