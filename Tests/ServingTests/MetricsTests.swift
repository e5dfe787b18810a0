import BundleTestSupport
import Bundles
import Codecs
import Network
import Serving
import SystemPackage
import Tabular
import TestSupport
import Testing

struct MetricsTests {
    private func scrape(_ server: AdminUnderTest, _ target: String = "/metrics") throws -> ExpositionParser {
        let answer = try server.ask(server.admin, target)
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
        return try ExpositionParser(answer.text)
    }

    private let labels = ["model": "a", "version": "1"]

    @Test func `metrics are what was counted, added up over the loops`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a"), SmallModel(name: "b")])
        server.predictions[0].countPrediction(model: 0, rowCount: 5, nanoseconds: 1_000)
        server.predictions[1].countPrediction(model: 0, rowCount: 2, nanoseconds: 1_001)
        server.predictions[1].countPrediction(model: 0, rowCount: 1, nanoseconds: 20_000_000_000)
        server.predictions[1].countRefusal(model: 0)
        server.predictions[0].countViolation(.unknownCategory, model: 0)
        server.predictions[1].countViolation(.unknownCategory, model: 0)
        let metrics = try scrape(server)
        #expect(metrics.value("espalier_predictions_total", labels) == 8)
        #expect(metrics.value("espalier_requests_total", labels) == 4)
        #expect(metrics.value("espalier_request_refusals_total", labels) == 1)
        for (kind, count) in [
            ("unknown_category", 2.0), ("missing_feature", 0), ("extra_field", 0), ("out_of_range", 0), ("wrong_type", 0),
        ] {
            let labels = labels.merging(["kind": kind]) { $1 }
            #expect(metrics.value("espalier_contract_violations_total", labels) == count)
        }
        for (bound, count) in [("1e-06", 1.0), ("2.5e-06", 2), ("10.0", 2), ("+Inf", 3)] {
            #expect(metrics.value("espalier_request_duration_seconds_bucket", labels.merging(["le": bound]) { $1 }) == count)
        }
        #expect(metrics.value("espalier_request_duration_seconds_count", labels) == 3)
        #expect(metrics.value("espalier_request_duration_seconds_sum", labels) == 20.000002001)
        #expect(metrics.value("espalier_predictions_total", ["model": "b", "version": "1"]) == 0)
        #expect(metrics.value("espalier_ready") == 1)
        #expect(metrics.value("espalier_models") == 2)
        #expect(metrics.value("espalier_models_refused") == 0)
        #expect(metrics.value("espalier_models_without_series") == 0)
        #expect(try #require(metrics.value("espalier_model_forest_bytes", labels)) > 0)
        #expect(try #require(metrics.value("espalier_model_plan_bytes", labels)) > 0)
    }

    @Test func `answers are counted by listener and status, those to what is no request too`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a")])
        _ = try server.ask(server.data, "/health")
        _ = try server.ask(server.data, "/nowhere")
        _ = try server.ask(server.data, "POST", "/health")
        _ = server.data.refuse(HTTPRefusal(status: .badRequest, reason: "no request"))
        _ = try server.ask(server.admin, "/models/none")
        let metrics = try scrape(server, "/metrics/prometheus")
        for (listener, status, count) in [
            ("data", "200", 1.0), ("data", "400", 1), ("data", "404", 1), ("data", "405", 1), ("data", "500", 0),
            ("admin", "200", 0),
            ("admin", "404", 1),
        ] {
            #expect(metrics.value("espalier_responses_total", ["listener": listener, "status": status]) == count)
        }
        let next = try scrape(server)
        #expect(
            next.value("espalier_responses_total", ["listener": "admin", "status": "200"]) == 1,
            "a scrape counts once it is answered")
    }

    @Test func `readiness is 0 while draining, and refused bundles are counted`() throws {
        let folder = TemporaryFolder()
        for name in ["a", "b"] { try SmallModel(name: name).write(to: folder.path) }
        try LooseBundle.write([1, 2, 3], to: folder.path.appending("b").appending("1").appending("forest.bin"))
        let server = AdminUnderTest(try ModelHost(folder: folder.path))
        #expect(try scrape(server).value("espalier_models_refused") == 1)
        server.state.beginDraining()
        #expect(try scrape(server).value("espalier_ready") == 0)
    }

    @Test func `models above the limit are added up, and their number is told`() throws {
        var options = ServingOptions()
        options.metricsModelCountMax = 1
        let server = try AdminUnderTest(["a", "b", "c"].map { SmallModel(name: $0) }, options: options)
        for model in 0..<3 { server.predictions[0].countPrediction(model: model, rowCount: 1 << model, nanoseconds: 1) }
        let metrics = try scrape(server)
        #expect(metrics.value("espalier_models") == 3)
        #expect(metrics.value("espalier_models_without_series") == 2)
        let models = metrics.families.first { $0.name == "espalier_predictions_total" }?.samples
        #expect(models?.map(\.labels) == [["model": "a", "version": "1"], ["model": "(other)", "version": ""]])
        #expect(models?.map(\.value) == [1, 6])
        let one = try #require(metrics.value("espalier_model_plan_bytes", labels))
        #expect(metrics.value("espalier_model_plan_bytes", ["model": "(other)", "version": ""]) == 2 * one)
    }

    @Test func `what loops count is there by listener`() throws {
        let host = ModelHost([])
        let loops = try (0..<3).map { _ in
            try EventLoop(
                listener: Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 1)[0], handler: RequestHandler())
        }
        let server = AdminUnderTest(host, loops: [loops[0].counters, loops[1].counters])
        server.admin.ownLoop = loops[2].counters
        let metrics = try scrape(server)
        for listener in ["data", "admin"] {
            for name in [
                "espalier_http_requests_total", "espalier_http_refusals_total", "espalier_connections_accepted_total",
                "espalier_connections_refused_total", "espalier_connections_open", "espalier_received_bytes_total",
                "espalier_sent_bytes_total",
            ] {
                #expect(metrics.value(name, ["listener": listener]) == 0)
            }
            for wait in ["request", "head", "body", "write", "linger", "drain"] {
                let labels = ["listener": listener, "waiting_for": wait]
                #expect(metrics.value("espalier_connections_timed_out_total", labels) == 0)
            }
        }
    }

    @Test func `the process is told as every client library tells it`() throws {
        let metrics = try scrape(AdminUnderTest(ModelHost([])))
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
            "process_max_fds",
        ] {
            #expect(try #require(metrics.value(name)) > 0, "\(name)")
        }
        #expect(try #require(metrics.value("process_start_time_seconds")) > 1.7e9)
    }

    static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first { FileBytes.read(FilePath($0)) != nil }

    @Test(.enabled(if: promtool != nil))
    func `promtool finds nothing to say`() throws {
        var options = ServingOptions()
        options.metricsModelCountMax = 1
        let server = try AdminUnderTest(["a", "b", "c"].map { SmallModel(name: $0) }, options: options)
        server.predictions[0].countPrediction(model: 0, rowCount: 1, nanoseconds: 12_345)
        let folder = TemporaryFolder()
        let file = folder.path.appending("metrics")
        try LooseBundle.write(Array(try server.ask(server.admin, "/metrics").text.utf8), to: file)
        let result = Program.run(try #require(Self.promtool), ["check", "metrics"], input: file)
        #expect(result.exitCode == 0)
        #expect(result.output + result.error == "")
    }

    @Test(arguments: [
        "x 1\n", "# HELP x a\n# TYPE x gauge\nx 1", "# HELP x a\n# TYPE x counter\nx 1\n", "# TYPE x gauge\nx 1\n",
        "# HELP x a\n# TYPE x gauge\n", "# HELP x a\n# TYPE x gauge\ny 1\n", "# HELP x a\n# TYPE x gauge\nx 1\nx 2\n",
        "# HELP x a\n# TYPE x gauge\nx{a=\"1} 1\n", "# HELP x a\n# TYPE x gauge\nx{a=\"\\t\"} 1\n",
        "# HELP x a\n# TYPE x gauge\nx{a=\"1\",a=\"2\"} 1\n", "# HELP x a\n# TYPE x gauge\nx one\n",
        "# HELP x a\n# TYPE x histogram\nx_bucket{le=\"1.0\"} 2\nx_bucket{le=\"+Inf\"} 1\nx_sum 1\nx_count 1\n",
        "# HELP x a\n# TYPE x histogram\nx_bucket{le=\"1.0\"} 1\nx_sum 1\nx_count 1\n",
        "# HELP x a\n# TYPE x histogram\nx_bucket{le=\"+Inf\"} 1\nx_sum 1\nx_count 2\n",
    ])
    func `the parser of these tests is strict`(text: String) {
        #expect(throws: ExpositionParser.Refusal.self) { try ExpositionParser(text) }
    }
}
