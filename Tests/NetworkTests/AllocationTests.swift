import CAllocationCounter
import Codecs
import Network
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

struct AllocationTests {
    @Test(.enabled(if: callocation_is_counting() != 0))
    func `a request on a kept connection allocates nothing`() throws {
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        let loop = try EventLoop(listener: listener, handler: FixedHandler())
        let client = TestClient(port: listener.port)
        let text = request()
        var answered = 0
        var counted: UInt64 = 0
        for round in 0..<200 {
            client.send(text)
            answered += 1
            while client.received.count < answered * answerByteCount(client) {
                let before = callocation_count()
                loop.turn(timeoutMilliseconds: 1)
                if round >= 2 { counted += callocation_count() - before }
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

    /// All answers have the same length, which the first one shows.
    private func answerByteCount(_ client: TestClient) -> Int {
        guard let end = client.text.firstRange(of: "\r\n\r\n") else { return 1 }
        return client.text.utf8.distance(from: client.text.startIndex, to: end.upperBound) + 16
    }
}
