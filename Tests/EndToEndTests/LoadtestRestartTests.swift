import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What `loadtest --metrics-url` makes of a server that is another one at the end than at the start.
struct LoadtestRestartTests {
    private static let arguments = ["--warm-up", "0s", "--no-progress", "--connections", "2"]

    private static func metrics(start: Int, version: Int) -> String {
        let body = "process_start_time_seconds \(start)\nespalier_requests_total{model=\"iris\",version=\"\(version)\"} 5\n"
        return "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    /// A run against a server that has pages of metrics: for the look before all, and before and after the measurement.
    private static func run(_ pages: [String]) -> (result: LoadtestRun, askedCount: Int) {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let monitored = ServerThread { .send(pages[min($0, pages.count - 1)]) }
        let run = LoadtestRun(
            port: server.port, refusesInvalid: true,
            arguments + ["--duration", "300ms", "--metrics-url", "http://127.0.0.1:\(monitored.port)/metrics"])
        server.end()
        monitored.end()
        return (run, monitored.requestCount)
    }

    @Test func `a server that stays the same is no reason, and is asked three times`() {
        let (run, askedCount) = Self.run([Self.metrics(start: 100, version: 1)])
        #expect(!run.invalidReasons.contains("server_restarted"), "\(run.result.output)")
        #expect(askedCount == 3)
    }

    @Test func `another process, another version and silence make the run not valid`() {
        let first = Self.metrics(start: 100, version: 1)
        let silent = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        for (last, words) in [
            (Self.metrics(start: 101, version: 1), "process_start_time_seconds was 100.0 and is 101.0"),
            (Self.metrics(start: 100, version: 2), "was served in version 1 and is served in version 2"),
            (silent, "did not tell after the run which server it is: status 404"),
        ] {
            let (run, _) = Self.run([first, first, last])
            #expect(run.result.exitCode == 3 && run.invalidReasons.contains("server_restarted"))
            #expect(run.result.output.contains(words), "\(run.result.output)")
        }
        let (unknown, _) = Self.run([silent])
        #expect(unknown.result.exitCode == 5)
        #expect(unknown.result.error.contains("--metrics-url http://127.0.0.1:"), "\(unknown.result.error)")
    }

    @Test func `a real server that is killed and started again is told by its start time`() throws {
        let first = try ServeProgram(models: SharedData.packageRoot.appending("models"))
        let adminPort = try #require(first.adminPort)
        let folder = TemporaryFolder()
        let json = folder.path.appending("figures.json")
        let load = Program(
            "loadtest",
            ["http://127.0.0.1:\(first.port)/health/ready", "--json", json.string, "--duration", "10m", "--rate", "200"]
                + Self.arguments + ["--metrics-url", "http://127.0.0.1:\(adminPort)/metrics"])
        // The header is printed before the run, and the run is under way when the server has seen its requests.
        #expect(load.readLine()?.hasPrefix("GET http://127.0.0.1:\(first.port)/health/ready") == true)
        try Self.waitForRequests(50, adminPort: adminPort)
        first.program.signal(SIGKILL)
        #expect(first.program.waitForExit() == -SIGKILL)
        let second = try ServeProgram(
            models: SharedData.packageRoot.appending("models"),
            ["--port", "\(first.port)", "--admin-port", "\(adminPort)"])
        defer { second.end() }
        try Self.waitForRequests(50, adminPort: adminPort)
        load.signal(SIGINT)
        let output = String(decoding: load.readAll(), as: UTF8.self)
        #expect(load.waitForExit() == 6, "\(output)\(load.standardError())")
        #expect(output.contains("the server changed during the run: its process was started anew"), "\(output)")
        let figures = String(decoding: try #require(FileBytes.read(json)), as: UTF8.self)
        #expect(figures.contains("\"reason\":\"server_restarted\"") || figures.contains("\"reason\": \"server_restarted\""))
    }

    /// Until the server says that so many requests came to its data listener.
    private static func waitForRequests(_ count: Int, adminPort: Int) throws {
        let name = "espalier_http_requests_total{listener=\"data\"} "
        while true {
            let client = try #require(ServeClient(port: adminPort))
            #expect(client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            let body = try #require(client.receive()).body
            let line = body.split(separator: "\n").first { $0.hasPrefix(name) }
            if let line, Int(line.dropFirst(name.count)) ?? 0 >= count { return }
        }
    }

    @Test(arguments: [
        (["--metrics-url", "ftp://a/"], "only http:// is supported"),
        (["--metrics-url", "http://a/", "--metrics-url", "http://b/"], "with --versus two"),
    ])
    func `a wrong place says what is accepted`(arguments: [String], words: String) {
        let result = Program.run("loadtest", ["http://127.0.0.1:1/"] + arguments)
        #expect(result.exitCode == 2 && result.error.contains(words), "\(result.error)")
    }
}
