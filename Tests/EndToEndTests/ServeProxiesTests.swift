import BundleTestSupport
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Behind nginx and HAProxy, as they are used: kept connections, health checks, a reload of the proxy and the end of one server of two, all
/// under load. No client may notice.
@Suite(.serialized)
struct ServeProxiesTests {
    /// Asks until it is told to end.
    private final class Load {
        private let program: Program
        private let folder = TemporaryFolder()

        init(port: Int) throws {
            let script = folder.path.appending("post.lua")
            let lua = """
                wrk.method = "POST"
                wrk.body = '{"age":35,"income":42000,"city":"Oslo"}'
                wrk.headers["Content-Type"] = "application/json"
                """
            FileBytes.write(Array(lua.utf8), to: script)
            program = Program(
                try #require(InstalledProgram.path("wrk")),
                ["-t", "1", "-c", "8", "-d", "60s", "-s", script.string, "http://127.0.0.1:\(port)/predict/small"])
        }

        /// wrk ends on this signal as at the end of its time.
        func end() -> String {
            program.signal(SIGINT)
            let output = program.readAll()
            _ = program.waitForExit()
            return String(decoding: output, as: UTF8.self)
        }
    }

    private static func has(_ name: String) -> Bool { InstalledProgram.path(name) != nil && InstalledProgram.path("wrk") != nil }

    /// Reloads the proxy and ends a server, both under load; what the load said at its end.
    private func rollOver(_ proxy: ProxyUnderTest, _ server: ServeProgram, reload: Int32) throws -> String {
        let load = try Load(port: proxy.port)
        try proxy.passAnswers(300)
        proxy.program.signal(reload)
        try proxy.passAnswers(300)
        server.end()
        try proxy.passAnswers(300)
        let output = load.end()
        proxy.end()
        return output
    }

    @Test(.enabled(if: has("nginx"), "nginx or wrk is not installed"))
    func `behind nginx no answer is lost over a reload and the end of a server`() throws {
        let servers = try (0..<2).map { _ in try ServeProgram([SmallModel()]) }
        let proxy = try ProxyUnderTest(
            "nginx", arguments: ["-p", "%FOLDER", "-c", "%FILE", "-e", "error.log"], log: "access.log"
        ) {
            folder, port in
            """
            daemon off; pid nginx.pid; error_log error.log warn; worker_processes 1;
            events { worker_connections 256; }
            http {
              log_format status '$status $upstream_status';
              access_log access.log status;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              keepalive_requests 1000000;
              upstream servers {
                server 127.0.0.1:\(servers[0].port); server 127.0.0.1:\(servers[1].port);
                keepalive 16; keepalive_requests 1000000;
              }
              server {
                listen 127.0.0.1:\(port);
                location / { proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """
        }
        let output = try rollOver(proxy, servers[0], reload: SIGHUP)
        let statuses = proxy.statuses
        // 499 is a client that wrk's end took away.
        #expect(
            statuses.allSatisfy { $0 == 200 || $0 == 499 },
            "\(statuses.filter { $0 != 200 }.prefix(5)) \(proxy.text(of: "error.log"))")
        #expect(statuses.filter { $0 == 499 }.count <= 8)
        #expect(!output.contains("Non-2xx"), "\(output)")
        #expect(!proxy.text(of: "error.log").contains("prematurely"), "\(proxy.text(of: "error.log"))")
        servers[1].end()
    }

    @Test(.enabled(if: has("haproxy"), "haproxy or wrk is not installed"))
    func `behind HAProxy no answer is lost over a reload and the end of a server that its checks have seen`() throws {
        let servers = try (0..<2).map { _ in try ServeProgram([SmallModel()], ["--drain-delay-ms", "2000"]) }
        let proxy = try ProxyUnderTest("haproxy", arguments: ["-W", "-db", "-f", "%FILE"], log: nil) { folder, port in
            """
            global
              log fd@2 format raw local0
              stats socket \(folder.string)/control mode 600 expose-fd listeners level admin
              hard-stop-after 10s
            defaults
              mode http
              log global
              log-format "%ST %ts %s"
              option dontlognull
              timeout connect 5s
              timeout client 30s
              timeout server 30s
              http-reuse always
            listen front
              bind 127.0.0.1:\(port)
              option httpchk GET /health/ready
              default-server check inter 100ms fall 1 rise 1
              server a 127.0.0.1:\(servers[0].port)
              server b 127.0.0.1:\(servers[1].port)

            """
        }
        let output = try rollOver(proxy, servers[0], reload: SIGUSR2)
        let statuses = proxy.statuses
        #expect(
            statuses.allSatisfy { $0 == 200 },
            "\(statuses.filter { $0 != 200 }.prefix(5)) \(proxy.program.standardError().suffix(2000))")
        #expect(!output.contains("Non-2xx"), "\(output)")
        #expect(proxy.program.standardError().contains("a/DOWN") || proxy.program.standardError().contains("/a is DOWN"))
        servers[1].end()
    }
}
