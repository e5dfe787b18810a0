import Bundles
import Codecs
import Glibc
public import Network
public import Serving
import TestSupport

/// A loop with its handler, the request ring and the workers behind it, all turned by hand on one thread: what is handed over is worked on when
/// the test says so. Asked over a real connection.
@safe public final class HandOverUnderTest {
    public let ring: RequestRing
    public let handler: PredictionHandler
    public let loop: EventLoop
    /// The loop's, then each worker's.
    public let counters: [ServingCounters]
    private let workers: ComputeWorkers
    private let port: Int

    public init(_ host: ModelHost, options: ServingOptions = ServingOptions(), ring ringOptions: RingOptions) throws {
        ring = try RequestRing(host, serving: options, options: ringOptions, loopCount: 1)
        counters = (0...ringOptions.workerCount).map { _ in ServingCounters(modelCount: host.modelCount) }
        handler = PredictionHandler(
            host, options: options, state: ServiceState(host), counters: counters[0], ring: ring, loop: 0)
        var limits = NetworkLimits()
        limits.bodyByteCountMax = options.bodyByteCountMax
        limits.exchangeCountMax = ringOptions.slotCount
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        port = listener.port
        loop = try EventLoop(listener: listener, handler: handler, workerCount: ringOptions.workerCount, limits: limits)
        workers = ComputeWorkers(
            host, serving: options, ring: ring, returns: loop.returns.map { [$0] } ?? [], counters: Array(counters.dropFirst()))
    }

    /// One worker works on what waits first; false when nothing does.
    public func work(_ worker: Int = 0) -> Bool { workers.turn(worker: worker) }

    public func connect() -> Client { Client(port: port) }

    /// Turns the loop, and nobody else.
    public func turn() { loop.turn(timeoutMilliseconds: 0) }

    /// Turns everybody until the client has an answer; nil when none comes, however often.
    public func answer(to client: Client) -> Client.Answer? {
        for round in 0..<200_000 {
            turn()
            if let answer = client.takeAnswer() { return answer }
            _ = work(round % ring.options.workerCount)
        }
        return nil
    }

    /// A connection that never waits.
    @safe public final class Client {
        private let descriptor: Int32
        private var pending: [UInt8] = []

        public struct Answer: Equatable {
            public var status: Int
            public var head: String
            public var body: String
        }

        init(port: Int) {
            descriptor = Loopback.socket()
            precondition(Loopback.connect(descriptor, port: port), "connect")
        }

        deinit { close(descriptor) }

        /// Has the connection reset when it is closed: its server learns that nobody waits.
        public func reset() { Loopback.resetWhenClosed(descriptor) }

        /// Sends as much as the connection takes without anybody reading, which has to be all: some hundred kilobytes.
        public func send(_ bytes: [UInt8]) {
            let sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            precondition(sent == bytes.count, "room for the request on its way")
        }

        public func post(_ path: String, _ body: String, fields: String = "") {
            send(
                Array("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)".utf8))
        }

        /// All that has come, and was not taken.
        public func takeText() -> String {
            receive()
            defer { pending = [] }
            return String(decoding: pending, as: UTF8.self)
        }

        private func receive() {
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe recv(descriptor, &block, block.count, Int32(MSG_DONTWAIT))
                if count <= 0 { return }
                pending += block[..<count]
            }
        }

        /// The next answer, when it has come whole.
        public func takeAnswer() -> Answer? {
            receive()
            guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let head = String(decoding: pending[..<end.upperBound], as: UTF8.self)
            let field = "\r\nContent-Length: "
            guard let place = head.firstRange(of: field), let length = Int(head[place.upperBound...].prefix { $0.isNumber }),
                pending.count >= end.upperBound + length
            else { return nil }
            let body = String(decoding: pending[end.upperBound..<end.upperBound + length], as: UTF8.self)
            pending.removeFirst(end.upperBound + length)
            return Answer(status: Int(head.dropFirst(9).prefix(3)) ?? 0, head: head, body: body)
        }
    }
}
