import Base
import Glibc
import Synchronization
import TestSupport

/// A server that behaves as a test says, turned by a thread of its own until it is ended.
@safe final class ServerThread: @unchecked Sendable {
    enum Answer {
        case send(String)
        case sendAndClose(String)
        case sendAndReset(String)
        /// Closes this connection and takes no new ones.
        case shut
        case nothing
    }

    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    let port: Int
    private let server: TestServer
    private let behaviour: @Sendable (Int) -> Answer
    private let isEnding = Atomic<Bool>(false)
    private var thread: SystemThread?

    /// Read when the thread has ended.
    private(set) var requestCount = 0
    /// The same while it runs, from any thread.
    private let seen = Atomic<Int>(0)
    /// Every different request, and how often it came.
    private(set) var requests: [[UInt8]: Int] = [:]
    /// Connections that were open at one time.
    private(set) var openMax = 0
    private(set) var acceptedCount = 0

    /// `behaviour` is asked for the answer to each request by its number, from 0.
    init(_ behaviour: @escaping @Sendable (Int) -> Answer) {
        server = TestServer()
        port = server.port
        self.behaviour = behaviour
        thread = .started { self.run() }
    }

    /// Waits until so many requests have come; false when `program` ended before.
    func waitForRequests(_ count: Int, of program: Program) -> Bool {
        while seen.load(ordering: .acquiring) < count {
            if program.hasExited { return false }
            sched_yield()
        }
        return true
    }

    /// Waits for the thread; what was counted is final then.
    func end() {
        isEnding.store(true, ordering: .releasing)
        thread?.join()
    }

    private func run() {
        while !isEnding.load(ordering: .acquiring) {
            let before = server.peers.count
            server.exchange()
            acceptedCount += server.peers.count - before
            openMax = max(openMax, server.peers.count { $0.isOpen })
            for peer in server.peers {
                while let request = peer.takeRequest() { answer(request, peer) }
            }
            server.forgetFinished()
            // Another turn at once would only take the processor from the client; the end is noticed soon enough.
            server.wait(milliseconds: 10)
        }
    }

    private func answer(_ request: [UInt8], _ peer: TestServer.Peer) {
        requests[request, default: 0] += 1
        let number = requestCount
        requestCount += 1
        seen.store(requestCount, ordering: .releasing)
        switch behaviour(number) {
        case .send(let text): peer.send(text)
        case .sendAndClose(let text):
            peer.send(text)
            peer.close()
        case .sendAndReset(let text):
            peer.send(text)
            peer.reset()
        case .shut:
            server.stopListening()
            peer.close()
        case .nothing: break
        }
    }
}
