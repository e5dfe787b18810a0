import Base
import Glibc
import Network
import SystemPackage
import Testing

struct LoopThreadsTests {
    @Test func `loops on threads share a port, answer, and end when drained`() throws {
        let listeners = try Listener.open(host: "127.0.0.1", port: 0, count: 3, backlog: 16)
        #expect(Set(listeners.map(\.port)).count == 1)
        let loops = try listeners.map { try EventLoop(listener: $0, handler: EchoHandler()) }
        let threads = try LoopThreads(loops)
        let clients = (0..<12).map { _ in TestClient(port: listeners[0].port) }
        for client in clients { client.send(request(fields: "Connection: close\r\n")) }
        for client in clients {
            while !client.isFinished, !client.isReset {
                client.exchange()
                sched_yield()
            }
            #expect(client.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(client.text.hasSuffix("post /p hello"))
            client.close()
        }
        threads.drain()
        threads.join()
        #expect(loops.allSatisfy { $0.isFinished })
    }

    @Test func `a port that another listens on is refused, whether shared or not`() throws {
        let first = try Listener.open(host: "127.0.0.1", port: 0, count: 2, backlog: 16)
        for count in 1...2 {
            do {
                _ = try Listener.open(host: "127.0.0.1", port: first[0].port, count: count, backlog: 16)
                Issue.record("the port was taken")
            } catch {
                #expect(error.errno == .addressInUse)
                #expect(error.subject == "127.0.0.1:\(first[0].port)")
            }
        }
        withExtendedLifetime(first) {}
    }

    @Test(arguments: ["localhost", "", "1.2.3", "::g"])
    func `what is not an address is refused`(host: String) {
        #expect(throws: (any Error).self) { try Listener.open(host: host, port: 0, count: 1, backlog: 16) }
    }
}
