import BundleTestSupport
import Bundles
import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What a monitoring system sees of the real executable. Each tool is tried where it is installed (`.ci/setup tests` does that).
struct ServeMetricsTests {
    private static let promtool = InstalledProgram.path("promtool")
    private static let prometheus = InstalledProgram.path("prometheus")

    private static let body = #"{"features":[35,42000,"Oslo"]}"#

    private func scrape(_ server: ServeProgram) throws -> String {
        let client = try server.adminClient()
        try #require(client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"))
        let answer = try #require(client.receive())
        #expect(answer.status == 200)
        return answer.body
    }

    /// A server that has answered and refused in several ways.
    private func server(_ options: [String] = []) throws -> ServeProgram {
        let server = try ServeProgram(
            [SmallModel(name: "a"), SmallModel(task: .multiclass, name: "b"), SmallModel(task: .regression, name: "c")],
            options)
        let client = try server.client()
        for name in ["a", "b", "c"] {
            #expect(client.ask("/predict/\(name)", Self.body)?.status == 200)
            #expect(client.ask("/predict/\(name)", "{")?.status == 400)
        }
        #expect(client.ask("/predict/none", Self.body)?.status == 404)
        return server
    }

    @Test func `every stage of a request, the loops' turns and the place are told`() throws {
        let server = try server(["--environment", "staging", "--triton-metrics", "--access-log", "/dev/null"])
        let text = try scrape(server)
        let labels = #"model="a",version="1",variant="default""#
        for line in [
            #"espalier_stage_duration_seconds_count{\#(labels),stage="queue"} 1"#,
            #"espalier_stage_duration_seconds_count{\#(labels),stage="parse"} 1"#,
            #"espalier_stage_duration_seconds_count{\#(labels),stage="score"} 1"#,
            #"espalier_stage_duration_seconds_count{\#(labels),stage="write"} 1"#,
            #"espalier_refusals_total{listener="data",reason="malformed_body"} 3"#,
            #"espalier_refusals_total{listener="data",reason="not_found"} 1"#,
            #"nv_inference_request_success{model="c",version="1"} 1"#,
            #"espalier_access_log_dropped_total{reason="ring_full"} 0"#,
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        #expect(text.contains(#",environment="staging"} 1"#))
        for name in ["espalier_model_folder_free_bytes ", #"espalier_loop_lag_seconds_count{listener="data"} "#] {
            let value = text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: " ").last.flatMap { Int($0) }
            #expect((value ?? 0) > 0, "\(name)")
        }
        server.end()
    }

    @Test(.enabled(if: promtool != nil, "promtool is not installed"))
    func `promtool finds nothing to say about a running server`() throws {
        let server = try server(["--environment", "test", "--access-log", "/dev/null"])
        let folder = TemporaryFolder()
        let file = folder.path.appending("metrics")
        FileBytes.write(Array(try scrape(server).utf8), to: file)
        let result = Program.run(try #require(Self.promtool), ["check", "metrics"], input: file)
        #expect(result.exitCode == 0)
        #expect(result.output + result.error == "")
        server.end()
    }

    @Test(.enabled(if: prometheus != nil, "Prometheus is not installed"), .timeLimit(.minutes(5)))
    func `Prometheus scrapes the server and has what was counted`() throws {
        let server = try server()
        let folder = TemporaryFolder()
        let config = folder.path.appending("prometheus.yml")
        let adminPort = try #require(server.adminPort)
        let text = """
            global: {scrape_interval: 1s}
            scrape_configs: [{job_name: espalier, static_configs: [{targets: ["127.0.0.1:\(adminPort)"]}]}]

            """
        FileBytes.write(Array(text.utf8), to: config)
        let prometheus = Program(
            try #require(Self.prometheus),
            [
                "--config.file=\(config)", "--storage.tsdb.path=\(folder.path.appending("data"))",
                "--web.listen-address=127.0.0.1:0",
            ])
        let port = try #require(Self.port(of: prometheus), "\(prometheus.standardError())")
        let client = try #require(ServeClient(port: port))
        for (query, value) in [
            ("up", "1"), (#"espalier_predictions_total{model="b"}"#, "1"),
            (#"sum(espalier_refusals_total{listener="data"})"#, "4"),
            (#"histogram_quantile(1,espalier_prediction_confidence_bucket{model="a"}) > bool 0"#, "1"),
        ] {
            // The first scrape comes within a second or two of the start.
            while try ask(client, query) != value {
                try #require(!prometheus.hasExited, "\(prometheus.standardError())")
                sched_yield()
            }
        }
        server.end()
    }

    /// The port that it says it listens on, once it does.
    private static func port(of prometheus: Program) -> Int? {
        while !prometheus.hasExited {
            for line in prometheus.standardError().split(separator: "\n") where line.contains("\"Listening on\"") {
                guard let address = line.firstRange(of: "address=127.0.0.1:") else { continue }
                return Int(line[address.upperBound...].prefix { $0.isNumber })
            }
            sched_yield()
        }
        return nil
    }

    /// The value of the only series that a query has, if it has one yet.
    private func ask(_ client: ServeClient, _ query: String) throws -> String? {
        let escaped = query.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let hex = String(byte, radix: 16)
            return character.isLetter || character.isNumber ? String(character) : "%" + (hex.utf8.count < 2 ? "0" : "") + hex
        }.joined()
        try #require(client.send("GET /api/v1/query?query=\(escaped) HTTP/1.1\r\nHost: a\r\n\r\n"))
        let answer = try #require(client.receive())
        // It listens before it is ready.
        if answer.status == 503 { return nil }
        #expect(answer.status == 200, "\(answer.body)")
        guard case .object(let members) = try JSONValue.parse(Array(answer.body.utf8)),
            case .object(let data)? = members.first(where: { $0.name == "data" })?.value,
            case .array(let series)? = data.first(where: { $0.name == "result" })?.value,
            case .object(let only)? = series.first,
            case .array(let sample)? = only.first(where: { $0.name == "value" })?.value, sample.count == 2,
            case .string(let value) = sample[1]
        else { return nil }
        #expect(series.count == 1, "\(answer.body)")
        return value
    }
}
