import Glibc
import SystemPackage
import TestSupport
import Testing

/// `loadtest` with requests that leave by a schedule, and what it does with more than one measurement.
struct LoadtestOpenLoopTests {
    private static func arguments(_ arguments: String...) -> [String] { arguments + ["--no-progress"] }

    @Test(arguments: ["constant", "poisson"])
    func `as many requests leave as are due, whatever the server does with them`(arrivals: String) throws {
        let server = ServerThread {
            $0 % 5 == 4 ? .send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") : .send(ServerThread.ok)
        }
        let run = LoadtestRun(
            port: server.port,
            Self.arguments("--rate", "200", "--duration", "500ms", "--warm-up", "100ms", "--arrivals", arrivals, "--seed", "3"))
        server.end()
        #expect(run.result.exitCode == 7, "\(run.result.output)")
        let due = try #require(run.count("requests", "due"))
        #expect(arrivals == "constant" ? due == 100 : (60...140).contains(due))
        #expect(run.count("requests", "begun") == due && run.count("requests", "unsent") == 0)
        #expect(run.count("latency", "max") ?? 0 >= run.count("service_time", "max") ?? .max)
        let warmUp = try #require(run.count("warm_up", "responses"))
        #expect(server.requestCount == due + warmUp)
        #expect(arrivals == "poisson" || warmUp == 20)
    }

    @Test func `a ramp, steps and a recorded schedule have the requests that they say`() throws {
        let folder = TemporaryFolder()
        let schedule = folder.path.appending("times")
        FileBytes.write(Array("0\n0.01\n\n0.01\n0.25\n".utf8), to: schedule)
        let cases: [([String], Int)] = [
            (["--ramp", "100:300:500ms"], 100), (["--steps", "100:200ms,200:300ms"], 80), (["--schedule", schedule.string], 4),
        ]
        for (arguments, count) in cases {
            let server = ServerThread { _ in .send(ServerThread.ok) }
            let run = LoadtestRun(port: server.port, arguments + ["--warm-up", "0s", "--no-progress"])
            server.end()
            #expect(run.result.exitCode == 0, "\(run.result.error)")
            #expect(run.count("requests", "due") == count && run.count("requests", "succeeded") == count, "\(arguments)")
            #expect(server.requestCount == count)
        }
    }

    @Test func `a server that stalls for 200 ms each second shows it in an open loop`() throws {
        // The server's own clock says when it stalls, so no load on the machine can make the stalls shorter or fewer: of the requests that
        // are due in whole seconds a fifth wait for up to 200 ms, whatever the phase. More than that is for the machine to add.
        let server = ServerThread { _ in
            var now = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &now)
            if now.tv_nsec < 200_000_000 {
                var end = timespec(tv_sec: now.tv_sec, tv_nsec: 200_000_000)
                while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nil) == EINTR {}
            }
            return .send(ServerThread.ok)
        }
        let open = LoadtestRun(
            port: server.port,
            Self.arguments("--rate", "200", "--duration", "2s", "--warm-up", "0s", "--percentiles", "p90,p95,p97"))
        server.end()
        // Theory: 100, 150 and 170 ms.
        #expect(try #require(open.count("latency", "p90")) > 90_000_000)
        #expect(try #require(open.count("latency", "p95")) > 140_000_000)
        #expect(try #require(open.count("latency", "p97")) > 160_000_000)
        #expect(open.count("requests", "due") == 400)
    }

    @Test func `a server that goes away makes the run not valid, and the reason is told`() throws {
        let server = ServerThread { $0 < 20 ? .send(ServerThread.ok) : .shut }
        let run = LoadtestRun(
            port: server.port, refusesInvalid: true,
            Self.arguments("--rate", "200", "--duration", "400ms", "--warm-up", "0s", "--timeout", "200ms"))
        server.end()
        #expect(run.result.exitCode == 3, "\(run.result.output)")
        #expect(run.result.output.contains("NOT VALID") && run.result.output.contains("nobody listened"))
        #expect(run.invalidReasons.contains("server_restarted"))
        #expect(run.count("requests", "due") == 80)
    }

    @Test func `a percentile that there are too few answers for makes the run not valid`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let arguments = Self.arguments("--rate", "100", "--duration", "300ms", "--warm-up", "0s", "--percentiles", "p50,p99.9")
        let refused = LoadtestRun(port: server.port, refusesInvalid: true, arguments)
        let accepted = LoadtestRun(port: server.port, arguments)
        server.end()
        #expect(refused.result.exitCode == 3 && accepted.result.exitCode == 0)
        for run in [refused, accepted] {
            #expect(run.invalidReasons.contains("too_few_samples"))
            #expect(run.result.output.contains("10,000 answers; there are 30"), "\(run.result.output)")
            #expect(run.count("latency", "p50") != nil && run.count("latency", "p99.9") == nil)
        }
    }

    @Test func `the search ends at the highest rate that may be tried, or below a limit that nothing meets`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let folder = TemporaryFolder()
        let html = folder.path.appending("search.html")
        let arguments = Self.arguments("--duration", "250ms", "--warm-up", "0s", "--rate-max", "100", "--rate", "100")
        let found = LoadtestRun(port: server.port, arguments + ["--find-rate", "p50=10s", "--html", html.string])
        let none = LoadtestRun(port: server.port, arguments + ["--find-rate", "p50=1us"])
        server.end()
        #expect(found.result.exitCode == 0, "\(found.result.output)\(found.result.error)")
        #expect(found.number("rate") == 100)
        #expect(found.result.output.contains("p50=10s holds at 100 requests/s"))
        #expect(found.result.output.contains("the highest rate with p50=10s is searched, up to 100 requests/s; open loop: up to"))
        let page = String(decoding: try #require(FileBytes.read(html)), as: UTF8.self)
        #expect(page.contains("P50=10s holds at 100 requests/s") && page.contains(">3 measurements<"))
        #expect(none.result.exitCode == 7 && none.result.output.contains("does not hold at any rate"))
    }

    @Test func `two servers are compared in pairs, and one that answers with errors is told`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let other = ServerThread { _ in .send(ServerThread.ok) }
        let folder = TemporaryFolder()
        let html = folder.path.appending("pairs.html")
        let run = LoadtestRun(
            port: server.port,
            Self.arguments(
                "--versus", "http://127.0.0.1:\(other.port)/p", "--pairs", "6", "--duration", "50ms", "--warm-up", "0s",
                "--connections", "2", "--html", html.string))
        server.end()
        other.end()
        #expect(run.result.exitCode == 0, "\(run.result.output)\(run.result.error)")
        #expect(run.count("pairs") == 6)
        #expect(run.result.output.contains("medians of 6 pairs"))
        #expect(run.result.output.contains("and in turn http://127.0.0.1:\(other.port)/p at 127.0.0.1:\(other.port), in 6 pairs"))
        let page = String(decoding: try #require(FileBytes.read(html)), as: UTF8.self)
        #expect(page.contains("Compared: 6 pairs") && page.contains("127.0.0.1:\(other.port)/p"))
        #expect(server.requestCount > 0 && other.requestCount > 0)
    }

    @Test(arguments: [
        (["--rate", "0"], "a rate of 0.001"), (["--rate", "1", "--ramp", "1:2:3s"], "one of them"),
        (["--ramp", "1:2"], "100:5000:30s"), (["--steps", "1"], "500:10s,1000:10s"),
        (["--percentiles", "99"], "p50,p99,p99.9"), (["--find-rate", "p99"], "such as p99=2ms"),
        (["--find-rate", "p99=2ms", "--versus", "http://a/"], "one of them"),
        (["--find-rate", "p99=2ms", "--ramp", "1:2:3s"], "--rate may"),
        (["--versus", "a"], "a URL such as"), (["--versus", "http://a/", "--pairs", "5"], "fewer have no interval"),
    ])
    func `a wrong command line says what is accepted`(arguments: [String], words: String) {
        let result = Program.run("loadtest", ["http://127.0.0.1:1/"] + arguments)
        #expect(result.exitCode == 2)
        #expect(result.error.contains(words), "\(result.error)")
    }

    @Test(arguments: [("1\nx\n", "line 2"), ("2\n1\n", "line 2: 1 is before"), ("\n\n", "no time in it"), ("-1\n", "line 1")])
    func `a wrong schedule says where`(text: String, words: String) {
        let folder = TemporaryFolder()
        let server = TestServer()
        let schedule = folder.path.appending("times")
        FileBytes.write(Array(text.utf8), to: schedule)
        let result = Program.run("loadtest", ["http://127.0.0.1:\(server.port)/", "--schedule", schedule.string])
        #expect(result.exitCode == 5)
        #expect(result.error.contains(words), "\(result.error)")
    }
}
