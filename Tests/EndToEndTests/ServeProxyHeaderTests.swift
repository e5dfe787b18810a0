import BundleTestSupport
import Glibc
import TestSupport
import Testing

/// `--proxy-protocol` on the real executable.
struct ServeProxyHeaderTests {
    private static let header = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"
    private static let request = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `the data listener wants the header, the admin listener does not, and the probe knows`() throws {
        let server = try ServeProgram([SmallModel()], ["--proxy-protocol"])
        let client = try server.client()
        #expect(client.send(Self.header + Self.request))
        #expect(client.receive()?.status == 200)
        #expect(client.ask("/predict/small", ServeLoad.request)?.status == 200)
        let direct = try server.client()
        _ = direct.send(Self.request)
        #expect(direct.receive() == nil, "it is closed without an answer")
        let admin = try server.adminClient()
        #expect(admin.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"))
        let metrics = try #require(admin.receive())
        #expect(metrics.body.contains("espalier_connections_refused_total{listener=\"data\"} 1\n"))
        let options = ["--probe", "--host", "127.0.0.1", "--port", "\(server.port)"]
        let probe = Program.run("serve", options + ["--proxy-protocol"])
        #expect(probe.exitCode == 0 && probe.output.hasPrefix("ready: "), "\(probe)")
        #expect(Program.run("serve", options).exitCode == 1)
        server.end()
    }

    @Test(.enabled(if: InstalledProgram.path("curl") != nil, "curl is not installed"))
    func `curl's header is understood`() throws {
        let server = try ServeProgram([SmallModel()], ["--proxy-protocol"])
        let result = Program.run(
            try #require(InstalledProgram.path("curl")),
            [
                "-s", "--haproxy-protocol", "--compressed", "-H", "X-Request-Id: 17", "-i", "-d", ServeLoad.request,
                "http://127.0.0.1:\(server.port)/predict/small",
            ])
        #expect(result.exitCode == 0 && result.output.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(result)")
        #expect(result.output.contains("\r\nX-Request-Id: 17\r\n"))
        server.end()
    }
}
