import BundleTestSupport
import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real executable against servers whose every request is counted.
struct LoadtestTests {
    private static let short = ["--duration", "300ms", "--warm-up", "50ms", "--no-progress"]

    private static func expected(port: Int, _ body: String) -> [UInt8] {
        Array(
            """
            POST /p?a=1 HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUser-Agent: espalier-loadtest/0.1.0\r\nContent-Type: text/plain\r\n\
            Content-Length: \(body.utf8.count)\r\nX-Key: k: v\r\n\r\n\(body)
            """.utf8)
    }

    @Test func `what was sent and answered is what the server saw, and never more at a time than connections`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let run = LoadtestRun(
            port: server.port, target: "/p?a=1", bodies: ["one", "and two"],
            Self.short + ["--connections", "3", "--content-type", "text/plain", "--header", "X-Key: k: v"])
        server.end()
        #expect(run.result.exitCode == 0, "\(run.result.error)")
        let succeeded = try #require(run.count("requests", "succeeded"))
        #expect(succeeded > 0)
        #expect(succeeded + (run.count("warm_up", "responses") ?? 0) == server.requestCount)
        #expect(run.count("requests", "begun") == succeeded)
        #expect(run.count("statuses", "200") == succeeded)
        #expect(run.errors.isEmpty)
        // In turn, and every byte as it should be.
        #expect(Set(server.requests.keys) == Set(["one", "and two"].map { Self.expected(port: server.port, $0) }))
        let counts = server.requests.values.sorted()
        #expect(counts.count == 2 && counts[1] - counts[0] <= 1, "\(counts)")
        #expect(server.openMax <= 4, "three connections, and the probe that may not be closed yet")
        #expect(run.count("bytes", "received") == succeeded * ServerThread.ok.utf8.count)
    }

    @Test func `percentiles agree with the histogram, and the table tells them`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let run = LoadtestRun(port: server.port, Self.short + ["--connections", "4", "--threads", "2"])
        server.end()
        let succeeded = try #require(run.count("requests", "succeeded"))
        let buckets = run.buckets
        #expect(buckets.reduce(0) { $0 + $1[2] } == succeeded)
        for (name, percentile) in [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99)] {
            guard Double(succeeded) * (100 - percentile) / 100 > 9.999 else {
                #expect(run.count("latency", name) == nil, "too few answers for \(name)")
                continue
            }
            let rank = Int((percentile * Double(succeeded) / 100).rounded(.up))
            var passed = 0
            let bucket = try #require(
                buckets.first {
                    passed += $0[2]
                    return passed >= rank
                })
            let value = try #require(run.count("latency", name))
            #expect(bucket[0] <= value && value <= bucket[1], "\(name)")
        }
        let (least, most) = try (#require(run.count("latency", "min")), #require(run.count("latency", "max")))
        let mean = try #require(run.number("latency", "mean"))
        #expect(buckets[0][0] <= least && least <= buckets[0][1] && Double(least) <= mean && mean <= Double(most))
        for word in [
            "http://127.0.0.1:\(server.port)/p at 127.0.0.1:\(server.port)", "p99.99", "errors          none",
            "coordinated omission",
        ] {
            #expect(run.result.output.contains(word), "\(word)")
        }
    }

    @Test func `statuses of 400 and above are errors, told by code`() throws {
        let server = ServerThread { number in
            switch number % 4 {
            case 0: .send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            case 1: .send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            default: .send(ServerThread.ok)
            }
        }
        let run = LoadtestRun(port: server.port, Self.short + ["--connections", "2", "--warm-up", "0s"])
        server.end()
        #expect(run.result.exitCode == 7)
        let refused = try #require(run.count("statuses", "503")) + #require(run.count("statuses", "404"))
        #expect(run.errors == ["status": refused])
        #expect(try #require(run.count("statuses", "200")) + refused == server.requestCount)
        #expect(run.result.output.contains("status 503: ") && run.result.output.contains("status 404: "))
        #expect(run.buckets.reduce(0) { $0 + $1[2] } == run.count("statuses", "200"), "latencies are those of answers")
    }

    @Test func `each kind of failure is counted as what it is`() throws {
        let cases: [(String, ServerThread.Answer)] = [
            ("connection_reset", .sendAndReset("HTTP/1.1 200 OK\r\n")),
            ("closed_early", .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")),
            ("malformed_response", .send("220 mail ready\r\n")),
        ]
        for (name, answer) in cases {
            let server = ServerThread { $0 % 3 == 0 ? answer : .send(ServerThread.ok) }
            let run = LoadtestRun(port: server.port, Self.short + ["--connections", "2", "--warm-up", "0s"])
            server.end()
            #expect(run.result.exitCode == 7, "\(name)")
            // A reset may overtake the half answer: what counts then is that there was none.
            #expect(run.errors.keys.sorted() == [name], "\(run.errors)")
            #expect(run.result.output.contains(name.split(separator: "_").joined(separator: " ")))
            #expect(run.count("requests", "failed") == run.errors[name])
        }
    }

    @Test func `a server that does not answer leaves timeouts`() throws {
        let server = ServerThread { $0 % 2 == 0 ? .send(ServerThread.ok) : .nothing }
        let run = LoadtestRun(
            port: server.port, ["--duration", "400ms", "--warm-up", "0s", "--timeout", "100ms", "--connections", "2"])
        server.end()
        #expect(run.result.exitCode == 7)
        #expect(run.errors.keys.sorted() == ["response_timed_out"], "\(run.errors)")
        #expect(run.count("requests", "unfinished") == 0)
    }

    @Test func `a server that closes after each answer is no error, and its requests are all counted`() throws {
        let server = ServerThread { number in
            number % 2 == 0
                ? .sendAndClose(ServerThread.ok) : .sendAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")
        }
        let run = LoadtestRun(port: server.port, Self.short + ["--connections", "2", "--warm-up", "0s"])
        server.end()
        #expect(run.result.exitCode == 0, "\(run.result.output)")
        #expect(run.errors.isEmpty)
        #expect(run.count("requests", "succeeded") == server.requestCount)
        #expect(server.acceptedCount >= server.requestCount)
    }

    @Test func `a server that goes away leaves refused connections`() throws {
        let server = ServerThread { $0 < 20 ? .send(ServerThread.ok) : .shut }
        let run = LoadtestRun(port: server.port, Self.short + ["--connections", "2", "--warm-up", "0s"])
        server.end()
        #expect(run.result.exitCode == 7)
        #expect(try #require(run.errors["connection_refused"]) > 0)
        #expect(run.count("requests", "succeeded") == 20)
    }

    @Test func `a port that nobody listens on is told at once`() {
        let server = TestServer()
        server.stopListening()
        let result = Program.run("loadtest", ["http://localhost:\(server.port)/", "--duration", "10m"])
        #expect(result.exitCode == 5)
        #expect(result.error.hasPrefix("loadtest: error: cannot connect to "), "\(result.error)")
        #expect(result.error.contains("127.0.0.1:\(server.port): connection refused"))
    }

    @Test func `a name is looked up, and without a body the request is a GET`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let result = Program.run("loadtest", ["http://localhost:\(server.port)", "--accept-invalid"] + Self.short)
        server.end()
        #expect(result.exitCode == 0, "\(result.error)")
        let request = try #require(server.requests.keys.first)
        #expect(String(decoding: request, as: UTF8.self).hasPrefix("GET / HTTP/1.1\r\nHost: localhost:\(server.port)\r\n"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends the run early, and what was measured is reported`(signal: Int32) throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let folder = TemporaryFolder()
        let json = folder.path.appending("j").string
        let program = Program(
            "loadtest", ["http://127.0.0.1:\(server.port)/", "--duration", "1h", "--warm-up", "0s", "--json", json])
        let header = try #require(program.readLine())
        #expect(header.hasPrefix("GET http://127.0.0.1:\(server.port)/ at "))
        _ = program.readLine()
        #expect(server.waitForRequests(5, of: program), "\(program.standardError())")
        program.signal(signal)
        let output = String(decoding: program.readAll(), as: UTF8.self)
        #expect(program.waitForExit() == 6)
        server.end()
        #expect(output.contains("ended early by a signal"))
        let figures = String(decoding: try #require(FileBytes.read(FilePath(json))), as: UTF8.self)
        #expect(figures.contains(#""interrupted": true"#) && figures.contains(#""unfinished": 0"#))
        #expect(figures.contains(#""succeeded": \#(server.requestCount)"#))
    }

    @Test func `help is as it was looked at`() {
        let result = Program.run("loadtest", ["--help"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/loadtest.txt")
    }

    @Test(arguments: [
        (["ftp://a/"], "only http://"), (["https://a/"], "only http://"), (["localhost:8000"], "a URL such as"),
        (["http://"], "no host"), (["http://:80/"], "no host"), (["http://a:0/"], "1 to 65535"),
        (["http://a:99999/"], "1 to 65535"),
        (["http://a:8x/"], "1 to 65535"), (["http://::1/"], "brackets"), (["http://[::1/"], "ends with ']'"),
        (["http://a/b c"], "percent-encoded"), (["http://a/#b"], "fragment"), (["http://u:p@a/"], "user name"),
        (["http://a/", "--connections", "0"], "from 1 to 100000"),
        (["http://a/", "--connections", "2", "--threads", "3"], "needs a connection"),
        (["http://a/", "--duration", "0s"], "10ms to 24h"), (["http://a/", "--duration", "ten"], "--duration"),
        (["http://a/", "--timeout", "5ms"], "100ms to 1h"), (["http://a/", "--method", "BREW"], "--method 'BREW'"),
        (["http://a/", "--header", "X"], "'Name: value'"), (["http://a/", "--header", "X: \u{1}"], "'Name: value'"),
        (["http://a/", "--header", "Content-Length: 5"], "sets this field itself"),
        (["http://a/", "--body", ","], "1 to 1000 files"),
    ])
    func `a wrong command line says what is accepted`(arguments: [String], words: String) {
        let result = Program.run("loadtest", arguments)
        #expect(result.exitCode == 2)
        #expect(result.error.contains(words), "\(result.error)")
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [
        (["http://127.0.0.1:1/", "--body", "/nonexistent"], "/nonexistent: open: No such file"),
        (["http://127.0.0.1:1/", "--json", "/nonexistent/j"], "/nonexistent/j: open: No such file"),
        (["http://does-not-exist.invalid/"], "the host 'does-not-exist.invalid' has no address"),
    ])
    func `what the environment lacks is told by name`(arguments: [String], words: String) {
        let result = Program.run("loadtest", arguments)
        #expect(result.exitCode == 5)
        #expect(result.error.contains(words), "\(result.error)")
    }
}
