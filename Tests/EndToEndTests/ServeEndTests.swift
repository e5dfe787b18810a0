import Base
import BundleTestSupport
import Glibc
import SystemPackage
import TestSupport
import Testing

/// How the server ends: drained by a signal, at once by a second one, killed.
struct ServeEndTests {
    /// Longer than any test: whoever waits for it to pass has gone wrong.
    private static let longDelay = ["--drain-delay-ms", "600000"]
    private static let readiness = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"

    private func answer(of server: ServeProgram) throws -> String {
        let client = try server.client()
        let answer = try #require(client.ask("/predict/small", ServeLoad.request))
        #expect(answer.status == 200)
        return answer.body
    }

    @Test(arguments: [1, 3])
    func `SIGTERM under load answers every request that was sent, and ends with 0`(threadCount: Int) throws {
        let server = try ServeProgram([SmallModel()], ["--threads", "\(threadCount)"])
        let load = ServeLoad(port: server.port, clientCount: 8, expectedBody: try answer(of: server))
        load.waitForAnswers(count: 400)
        server.program.signal(SIGTERM)
        load.join()
        #expect(server.program.waitForExit() == 0)
        #expect(load.unansweredCount == 0)
        #expect(load.wrongCount == 0)
        #expect(!Loopback.hasListener(port: server.port))
        #expect(server.log.suffix(2).map(\.event) == ["draining", "drained"])
    }

    @Test func `within the drain delay the server is not ready on both listeners, and answers on`() throws {
        let server = try ServeProgram([SmallModel()], Self.longDelay)
        let kept = try server.client()
        #expect(kept.send(Self.readiness))
        #expect(kept.receive()?.status == 200)
        server.program.signal(SIGTERM)
        #expect(server.waitForRecord("draining"))
        for client in [kept, try server.client(), try server.adminClient()] {
            #expect(client.send(Self.readiness))
            let answer = try #require(client.receive())
            #expect(answer.status == 503 && answer.body.hasPrefix(#"{"status":"draining","#), "\(answer.body)")
        }
        #expect(kept.ask("/predict/small", ServeLoad.request)?.status == 200)
        #expect(kept.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(kept.receive()?.status == 200)
        server.program.signal(SIGTERM)
        #expect(server.program.waitForExit() == 6)
    }

    @Test func `after the drain delay the server drains and ends with 0`() throws {
        let server = try ServeProgram([SmallModel()], ["--drain-delay-ms", "1"])
        server.end()
        #expect(server.log.suffix(2).map(\.event) == ["draining", "drained"])
    }

    @Test func `a request under way when the signal comes is answered, and the connection closes`() throws {
        let server = try ServeProgram()
        let expected = try answer(of: server)
        let client = try server.client()
        let half = ServeLoad.request.utf8.count / 2
        let length = ServeLoad.request.utf8.count
        #expect(client.send("POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"))
        #expect(client.send(String(ServeLoad.request.prefix(half))))
        // An answer to a later connection of the same loop says that the half was read; with two loops both are asked.
        for _ in 0..<8 { _ = try answer(of: server) }
        server.program.signal(SIGINT)
        // Every loop drains when nobody listens any more.
        while Loopback.hasListener(port: server.port) { sched_yield() }
        #expect(client.send(String(ServeLoad.request.dropFirst(half))))
        let whole = try #require(client.receive())
        #expect(whole.status == 200 && whole.closes && whole.body == expected, "\(whole.head)\(whole.body)")
        #expect(client.receive() == nil)
        #expect(server.program.waitForExit() == 0)
    }

    @Test
    func `what is unfinished when the time for draining is up is cut off and told, on both listeners, and the end is clean`()
        throws
    {
        let server = try ServeProgram([SmallModel()], ["--drain-timeout-ms", "400"])
        let clients = try [server.client(), server.client(), server.adminClient()]
        for client in clients { #expect(client.send("GET /health HTTP/1.1\r\n")) }
        // Answers to later connections say that those were read; with two loops both are asked.
        for _ in 0..<8 { _ = try answer(of: server) }
        let admin = try server.adminClient()
        #expect(admin.send(Self.readiness))
        #expect(admin.receive()?.status == 200)
        server.program.signal(SIGTERM)
        #expect(server.program.waitForExit() == 0)
        let last = try #require(server.log.last)
        #expect(last.event == "drained" && last.level == "warning")
        #expect(server.program.standardError().contains("\"cut_off\":3"))
        withExtendedLifetime(clients) {}
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a second signal ends at once`(second: Int32) throws {
        let server = try ServeProgram()
        let client = try server.client()
        #expect(client.send("POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"))
        server.program.signal(SIGTERM)
        #expect(server.waitForRecord("draining"))
        server.program.signal(second)
        #expect(server.program.waitForExit() == 6)
    }

    /// A server whose log goes into `pipe`.
    private func server(_ options: [String] = [], errorPipe pipe: UnreadPipe) throws -> ServeProgram {
        let folder = TemporaryFolder()
        try SmallModel().write(to: folder.path)
        let program = Program("serve", ServeProgram.arguments(options) + [folder.path.string], errorPipe: pipe)
        return try ServeProgram(program, models: folder.path, folder: folder)
    }

    /// A connection with half a request that was read, as far as answers to later ones tell.
    private func clientWithHalf(of server: ServeProgram) throws -> ServeClient {
        let client = try server.client()
        let length = ServeLoad.request.utf8.count
        #expect(client.send("POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"))
        #expect(client.send(String(ServeLoad.request.prefix(length / 2))))
        for _ in 0..<8 { _ = try answer(of: server) }
        return client
    }

    @Test func `when the log's reader is gone, a signal still lets what is under way be answered, and the end is clean`() throws {
        let pipe = UnreadPipe()
        let server = try server(errorPipe: pipe)
        pipe.closeReader()
        let client = try clientWithHalf(of: server)
        server.program.signal(SIGHUP)
        server.program.signal(SIGTERM)
        while Loopback.hasListener(port: server.port) { sched_yield() }
        #expect(client.send(String(ServeLoad.request.dropFirst(ServeLoad.request.utf8.count / 2))))
        #expect(client.receive()?.status == 200)
        #expect(server.program.waitForExit() == 0)
    }

    @Test func `when the log's reader stands still, the server starts, answers, drains and ends with 0`() throws {
        let pipe = UnreadPipe()
        pipe.fill()
        let server = try server(["--drain-timeout-ms", "400"], errorPipe: pipe)
        _ = try answer(of: server)
        server.program.signal(SIGHUP)
        server.program.signal(SIGTERM)
        #expect(server.program.waitForExit() == 0)
    }

    @Test func `when the log's reader stands still, a second signal ends the server at once`() throws {
        let pipe = UnreadPipe()
        let server = try server(["--drain-timeout-ms", "600000"], errorPipe: pipe)
        pipe.fill()
        let client = try clientWithHalf(of: server)
        server.program.signal(SIGTERM)
        // The first signal was taken when nobody listens any more.
        while Loopback.hasListener(port: server.port) { sched_yield() }
        server.program.signal(SIGTERM)
        #expect(server.program.waitForExit() == 6)
        withExtendedLifetime(client) {}
    }

    @Test func `killed under load it leaves no wrong answer, and starts again on its port with the same bits`() throws {
        var random = TestSeed.random(73)
        let folder = TemporaryFolder()
        try SmallModel().write(to: folder.path)
        var server = try ServeProgram(folder: folder)
        let (port, adminPort) = (server.port, try #require(server.adminPort))
        let expected = try answer(of: server)
        for _ in 0..<5 {
            let load = ServeLoad(port: port, clientCount: 4, expectedBody: expected)
            load.waitForAnswers(count: random.next(below: 2_000))
            server.program.signal(SIGKILL)
            load.join()
            #expect(server.program.waitForExit() == -SIGKILL)
            #expect(load.wrongCount == 0)
            server = try ServeProgram(folder: folder, ["--port", "\(port)", "--admin-port", "\(adminPort)"])
            #expect(try answer(of: server) == expected)
        }
        server.end()
    }
}
