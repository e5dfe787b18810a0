import Base
import Glibc
import Network
import SystemPackage
import TestSupport
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

    @Test func `two sets of loops are drained one after the other, and the second answers in between`() throws {
        let listeners = try (0..<2).map { _ in try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0] }
        let loops = try listeners.map { try EventLoop(listener: $0, handler: EchoHandler()) }
        let first = try LoopThreads([loops[0]])
        let second = try LoopThreads([loops[1]])
        first.drain()
        first.join()
        #expect(loops[0].isFinished)
        #expect(loops[1].counters.closedConnectionCount == 0)
        let client = TestClient(port: listeners[1].port)
        client.send(request())
        while !client.text.hasSuffix("post /p hello"), !client.isReset {
            client.exchange()
            sched_yield()
        }
        #expect(client.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(loops[1].counters.requestCount == 1, "counters are read while the loop runs")
        client.close()
        second.drain()
        second.join()
        #expect(loops[1].isFinished)
    }

    @Test func `the processors are those that the process may run on`() throws {
        // A line of the form "Cpus_allowed:	ff,ffffffff".
        let status = String(decoding: FileBytes.read("/proc/thread-self/status") ?? [], as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
        let count = line.dropFirst(13).compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(count > 0)
        #expect(ProcessorCount.available == count)
        let places = try ProcessorTurns().processors
        #expect(places.count == count && places == places.sorted() && Set(places).count == count)
    }

    @Test func `threads that cannot have their processor end, and so do those that were started before`() throws {
        let listeners = try Listener.open(host: "127.0.0.1", port: 0, count: 3, backlog: 16)
        let loops = try listeners.map { try EventLoop(listener: $0, handler: EchoHandler()) }
        // No machine has the second one.
        let missing: CInt = 1 << 19
        let turns = try ProcessorTurns([ProcessorTurns().processors[0], missing])
        let failure = #expect(throws: SystemCallError.self) { try LoopThreads(loops, processors: turns) }
        #expect(failure?.description == "processor \(missing): pthread_setaffinity_np: Invalid argument")
        #expect(loops.map(\.isFinished) == [true, true, false], "the third was never started")
    }

    @Test func `a listening error can be read as it is`() throws {
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 16)[0]
        do {
            _ = try Listener.open(host: "127.0.0.1", port: listener.port, count: 1, backlog: 16)
            Issue.record("the port was taken")
        } catch {
            #expect("\(error)" == "127.0.0.1:\(listener.port): listen: Address already in use")
        }
        #expect(Listener.addressText(host: "::1", port: 8000) == "[::1]:8000")
        withExtendedLifetime(listener) {}
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
        #expect(!Listener.isAddress(host))
        #expect(throws: (any Error).self) { try Listener.open(host: host, port: 0, count: 1, backlog: 16) }
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0", "::", "::1", "fe80::1"])
    func `addresses of both versions are told`(host: String) { #expect(Listener.isAddress(host)) }
}
