import Codecs
import Network
import Testing

/// A loop that the test turns by hand, with a clock that the test moves; real sockets, no threads.
final class LoopUnderTest {
    let loop: EventLoop
    let port: Int
    let handler: EchoHandler
    let clock = LoopClock.Manual()
    let failures = ForcedFailures()

    init(
        sendBufferByteCount: Int? = nil, handler: EchoHandler = EchoHandler(), workerCount: Int = 0,
        expectsProxyHeader: Bool = false, _ edit: (inout NetworkLimits) -> Void = { _ in }
    ) throws {
        self.handler = handler
        var limits = NetworkLimits()
        edit(&limits)
        clock.unixSeconds = 784_111_777
        let listener = try Listener.open(
            host: "127.0.0.1", port: 0, count: 1, backlog: limits.backlog,
            sendBufferByteCount: sendBufferByteCount)[0]
        port = listener.port
        loop = try EventLoop(
            listener: listener, handler: handler, workerCount: workerCount, limits: limits,
            expectsProxyHeader: expectsProxyHeader, clock: LoopClock(clock),
            system: failures)
    }

    func client(receiveBufferByteCount: Int32? = nil) -> TestClient {
        TestClient(port: port, receiveBufferByteCount: receiveBufferByteCount)
    }

    /// Turns the loop, and the clients with it, until `condition` holds; says whether it came to hold. A loaded kernel may deliver late
    /// even on loopback, so every step that a test builds on is waited for.
    func turn(_ clients: [TestClient] = [], until condition: () -> Bool) -> Bool {
        for _ in 0..<20_000 {
            for client in clients { client.exchange() }
            if condition() { return true }
            loop.turn(timeoutMilliseconds: 1)
        }
        return false
    }

    /// A few turns in which nothing that matters should happen.
    func idle(_ clients: [TestClient] = []) {
        for _ in 0..<5 {
            for client in clients { client.exchange() }
            loop.turn(timeoutMilliseconds: 0)
        }
        for client in clients { client.exchange() }
    }

    /// Turns until `client` has as much text as `expected`; says whether it is just that, then and a little later.
    func receives(_ expected: String, _ client: TestClient) -> Bool {
        guard turn([client], until: { client.received.count >= expected.utf8.count }) else { return false }
        idle([client])
        return client.text == expected
    }

    /// Turns until the loop has that many connections.
    func has(connections count: Int) -> Bool { turn { loop.connectionCount == count } }

    func advance(milliseconds: UInt64) {
        clock.milliseconds += milliseconds
        idle()
    }
}

/// Answers with the method, the path and the body it was sent; `/big` with as many bytes as the body says. Refuses `/refused` by its head.
@safe class EchoHandler: RequestHandler {
    private(set) var requestCount = 0
    /// Who sent the last request.
    private(set) var peer: PeerAddress?
    private(set) var receivedNanoseconds: UInt64 = 0
    /// Paths of the requests whose bodies were not there at once.
    private(set) var announced: [String] = []
    private let answer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 << 20, alignment: 64)

    deinit { unsafe answer.deallocate() }

    override func respond(to request: HTTPRequest) -> HTTPResponse? {
        requestCount += 1
        peer = request.peer
        receivedNanoseconds = request.receivedNanoseconds
        let path = unsafe String(decoding: request.bytes(request.head.path), as: UTF8.self)
        let body = unsafe String(decoding: request.body, as: UTF8.self)
        if path == "/big", let byteCount = Int(body) {
            for index in 0..<byteCount { unsafe answer[index] = UInt8(ascii: "a") + UInt8(index % 26) }
            return unsafe HTTPResponse(
                status: .ok, contentType: "text/plain", body: UnsafeRawBufferPointer(rebasing: answer[..<byteCount]))
        }
        return respond(status: .ok, "\(request.head.method) \(path) \(body)")
    }

    override func admit(_ request: HTTPRequest) -> HTTPResponse? {
        let path = unsafe String(decoding: request.bytes(request.head.path), as: UTF8.self)
        announced.append(path)
        return path == "/refused" ? respond(status: .notFound, "no \(path)") : nil
    }

    override func refuse(_ refusal: HTTPRefusal) -> HTTPResponse { respond(status: refusal.status, "\(refusal.reason)") }

    final func respond(status: HTTPStatus, _ text: String) -> HTTPResponse {
        unsafe answer.copyBytes(from: Array(text.utf8))
        return unsafe HTTPResponse(
            status: status, contentType: "text/plain", body: UnsafeRawBufferPointer(rebasing: answer[..<text.utf8.count]))
    }
}

func request(_ method: String = "POST", _ path: String = "/p", _ body: String = "hello", fields: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}

/// The same request with its body in chunks of at most `chunkByteCount`, and whatever `trailer` says behind the last.
func chunkedRequest(
    _ method: String = "POST", _ path: String = "/p", _ body: String = "hello", chunkByteCount: Int = 3, fields: String = "",
    trailer: String = ""
) -> String {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(fields)\r\n"
    var rest = Substring(body)
    while !rest.isEmpty {
        let chunk = rest.prefix(chunkByteCount)
        text += String(chunk.utf8.count, radix: 16) + "\r\n" + chunk + "\r\n"
        rest = rest.dropFirst(chunk.count)
    }
    return text + "0\r\n" + trailer + "\r\n"
}

/// The answer that `EchoHandler` gives, as the loop sends it.
func answer(_ body: String, status: String = "200 OK", connection: String? = nil, leavesOutBody: Bool = false) -> String {
    "HTTP/1.1 \(status)\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
        + "Content-Length: \(body.utf8.count)\r\n" + (connection.map { "Connection: \($0)\r\n" } ?? "") + "\r\n"
        + (leavesOutBody ? "" : body)
}
