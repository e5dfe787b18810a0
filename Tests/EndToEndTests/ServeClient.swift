import Glibc
import TestSupport

/// A blocking HTTP/1.1 client on one kept connection, small enough to be seen through.
@safe final class ServeClient {
    private var descriptor: Int32
    private var pending: [UInt8] = []

    struct Answer: Equatable {
        var status: Int
        var head: String
        var body: String
        var closes: Bool { head.contains("\r\nConnection: close\r\n") }
    }

    init?(port: Int) {
        descriptor = Loopback.socket()
        let isConnected = Loopback.connect(descriptor, port: port)
        // A server that never answers must fail the test, not hang it.
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if !isConnected { return nil }
    }

    deinit { close(descriptor) }

    /// False when the connection is gone.
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        return sent == bytes.count
    }

    func post(_ path: String, _ body: String, fields: String = "") -> Bool {
        send("POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// The next answer, or nil when the connection ended before one was whole.
    func receive() -> Answer? {
        while true {
            if let answer = takeAnswer() { return answer }
            var block = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe recv(descriptor, &block, block.count, 0)
            if count <= 0 { return nil }
            pending += block[..<count]
        }
    }

    /// Whether anything has come that was not taken. Does not wait.
    var hasReceived: Bool {
        var byte: UInt8 = 0
        return unsafe !pending.isEmpty || recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
    }

    private func takeAnswer() -> Answer? {
        let text = String(decoding: pending, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.upperBound])
        // HAProxy spells names in lower case.
        let fields = head.lowercased()
        guard let field = fields.firstRange(of: "\r\ncontent-length: "),
            let length = Int(fields[field.upperBound...].prefix { $0.isNumber })
        else { return nil }
        guard pending.count >= head.utf8.count + length else { return nil }
        let body = pending[head.utf8.count..<head.utf8.count + length]
        pending.removeFirst(head.utf8.count + length)
        return Answer(status: Int(head.dropFirst(9).prefix(3)) ?? 0, head: head, body: String(decoding: body, as: UTF8.self))
    }

    /// One request and its answer.
    func ask(_ path: String, _ body: String) -> Answer? { post(path, body) ? receive() : nil }
}
