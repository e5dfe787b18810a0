import Base
import Codecs
import Glibc
import Network
import TestSupport
import Testing

/// A loop and workers on threads of their own.
struct ExchangeThreadsTests {
    /// Pushes every request to the workers.
    @safe private final class QueueingHandler: RequestHandler {
        let queue: WorkQueue
        let exchanges: Exchanges

        init(_ queue: WorkQueue, _ exchanges: Exchanges) {
            self.queue = queue
            self.exchanges = exchanges
        }

        override func respond(to request: HTTPRequest) -> HTTPResponse? { nil }

        override func handOver(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? {
            let index = unsafe exchange.pointee.index
            unsafe exchanges.pointers[index] = exchange
            return queue.push(UInt64(index)) ? nil : HTTPResponse(status: .serviceUnavailable)
        }
    }

    /// The exchanges by their index; the queue hands over who may look at one.
    @safe private final class Exchanges: @unchecked Sendable {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<Exchange>?>.allocate(capacity: 64)
        init() { unsafe pointers.initialize(repeating: nil, count: 64) }
        deinit { unsafe pointers.deallocate() }
    }

    /// A worker's life: answers with the bytes of the body, backwards.
    private static func answer(_ number: Int, _ queue: WorkQueue, _ exchanges: Exchanges, _ returns: ReturnQueue) {
        while let word = queue.take(worker: number) {
            guard let exchange = unsafe exchanges.pointers[Int(word)] else { preconditionFailure("an exchange") }
            let answer = unsafe Array(exchange.pointee.request.body.reversed())
            unsafe answer.withUnsafeBytes {
                unsafe exchange.pointee.answer(HTTPResponse(status: .ok, contentType: "text/plain", body: $0))
            }
            returns.push(word, worker: number)
        }
    }

    @Test func `requests go to workers on threads and back, and the loop sleeps in between`() throws {
        let workerCount = 2
        let queue = try WorkQueue(capacity: 64, workerCount: workerCount)
        let exchanges = Exchanges()
        var limits = NetworkLimits()
        limits.exchangeCountMax = 64
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        let loop = try EventLoop(
            listener: listener, handler: QueueingHandler(queue, exchanges), workerCount: workerCount, limits: limits)
        let returns = try #require(loop.returns)
        let workers = (0..<workerCount).map { number in
            SystemThread.started { Self.answer(number, queue, exchanges, returns) }
        }
        let threads = try LoopThreads([loop])
        let clients = (0..<8).map { _ in TestClient(port: listener.port) }
        for round in 0..<50 {
            let before = clients.map(\.received.count)
            for (number, client) in clients.enumerated() { client.send(request("POST", "/", "\(round)-\(number)")) }
            for (number, client) in clients.enumerated() {
                let expected = String("\(round)-\(number)".reversed())
                while client.received.count == before[number] || !client.text.hasSuffix("\r\n\r\n" + expected), !client.isReset {
                    client.exchange()
                    sched_yield()
                }
                #expect(!client.isReset)
            }
        }
        for client in clients { client.close() }
        threads.drain()
        threads.join()
        queue.close()
        for worker in workers { worker.join() }
        #expect(loop.isFinished)
        #expect(loop.exchangeCount == 0)
        #expect(loop.bufferByteCount == 0)
        #expect(loop.counters.handedOverRequestCount == 400)
        #expect(loop.counters.returnedRequestCount == 400)
    }
}
