import BundleTestSupport
import Glibc
import SystemPackage
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

    @Test func `the access log tells who the balancers say that the client is`() throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending("access")
        let server = try ServeProgram(
            [SmallModel()],
            ["--proxy-protocol", "--trusted-hops", "2", "--access-log", path.string, "--access-log-sample", "1"])
        let client = try server.client()
        let forwarded = "X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\nX-Forwarded-For: [2001:db8::1]:443\r\n"
        #expect(client.send(Self.header))
        for fields in ["", forwarded, "X-Forwarded-For: 203.0.113.8\r\n"] {
            #expect(client.post("/predict/small", ServeLoad.request, fields: fields))
            #expect(client.receive()?.status == 200)
        }
        #expect(client.send("GET / HTTP/3.0\r\n\r\n"))
        #expect(client.receive()?.closes == true)
        let admin = try server.adminClient()
        #expect(admin.send("GET /health HTTP/1.1\r\nHost: a\r\n\(forwarded)\r\n"))
        #expect(admin.receive()?.status == 200)
        server.end()
        let lines = String(decoding: FileBytes.read(path) ?? [], as: UTF8.self).split(separator: "\n")
        func clients(_ listener: String) -> [Substring] {
            lines.filter { $0.contains("\"listener\":\"\(listener)\"") }.compactMap { line in
                line.firstRange(of: "\"client\":\"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
            }
        }
        #expect(clients("data") == ["192.0.2.1", "203.0.113.7", "203.0.113.8", "192.0.2.1"], "\(lines)")
        // The admin listener is not behind the balancers.
        #expect(clients("admin") == ["127.0.0.1"], "\(lines)")
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

    @Test(
        .enabled(if: InstalledProgram.path("haproxy") != nil, "haproxy is not installed"), arguments: ["tcp", "http"],
        ["send-proxy", "send-proxy-v2"])
    func `behind HAProxy, which sends the header, connections are kept; who comes without it is closed`(
        mode: String, header: String
    ) throws {
        let server = try ServeProgram([SmallModel()], ["--proxy-protocol"])
        let proxy = try ProxyUnderTest("haproxy", arguments: ["-db", "-f", "%FILE"], log: nil) { _, port in
            """
            global
              log fd@2 format raw local0
            defaults
              mode \(mode)
              log global
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            listen front
              bind 127.0.0.1:\(port)
              option httpchk GET /health/ready
              server a 127.0.0.1:\(server.port) \(header) check inter 100ms fall 1

            """
        }
        let requestCount = 20
        for _ in 0..<2 {
            let client = try #require(ServeClient(port: proxy.port))
            for _ in 0..<requestCount {
                #expect(client.ask("/predict/small", ServeLoad.request)?.status == 200)
            }
        }
        // HAProxy's own checks send it as well.
        let name = "espalier_http_requests_total{listener=\"data\"} "
        while true {
            let line = try #require(server.metrics().split(separator: "\n").first { $0.hasPrefix(name) })
            if try #require(Int(line.dropFirst(name.count))) >= 2 * requestCount + 3 { break }
            try #require(!proxy.program.hasExited, "\(proxy.program.standardError())")
        }
        #expect(try server.metrics().contains("espalier_connections_refused_total{listener=\"data\"} 0\n"))
        let direct = try server.client()
        _ = direct.send(Self.request)
        #expect(direct.receive() == nil, "it is closed without an answer")
        #expect(try server.metrics().contains("espalier_connections_refused_total{listener=\"data\"} 1\n"))
        proxy.end()
        #expect(!proxy.program.standardError().contains("DOWN"), "\(proxy.program.standardError())")
        server.end()
    }
}
