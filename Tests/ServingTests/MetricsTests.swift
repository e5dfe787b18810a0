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

    private let labels = ["model": "a", "version": "1", "variant": "default"]

    @Test func `metrics are what was counted, added up over the loops`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a"), SmallModel(name: "b")])
        server.predictions[0].countPrediction(model: 0, rowCount: 5, stages: StageTimes(score: 1_000))
        server.predictions[1].countPrediction(model: 0, rowCount: 2, stages: StageTimes(score: 1_001))
        server.predictions[1].countPrediction(model: 0, rowCount: 1, stages: StageTimes(score: 20_000_000_000))
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
        #expect(metrics.value("espalier_predictions_total", labels.merging(["model": "b"]) { $1 }) == 0)
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

    @Test func `stages, classes, confidences, work and reasons are what requests were`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a"), SmallModel(task: .regression, name: "r")])
        let body = #"{"features":[35.25,42000,"Oslo"]}"#
        for _ in 0..<3 { #expect(try server.ask(server.data, "POST", "/predict/a", body: body).status == 200) }
        #expect(try server.ask(server.data, "POST", "/predict/a", body: "{").status == 400)
        #expect(try server.ask(server.data, "POST", "/predict/a", body: #"{"instances":[]}"#).status == 400)
        #expect(try server.ask(server.data, "POST", "/predict/a?x=1", body: body).status == 400)
        #expect(try server.ask(server.data, "POST", "/predict/none", body: body).status == 404)
        #expect(try server.ask(server.data, "GET", "/predict/a").status == 405)
        #expect(try server.ask(server.data, "POST", "/predict/r", body: body).status == 200)
        _ = server.data.refuse(HTTPRefusal(status: .requestTimeout, reason: "too late"))
        server.data.didSend(at: .max)
        let metrics = try scrape(server)
        for stage in ["queue", "parse", "score", "write"] {
            let labels = labels.merging(["stage": stage]) { $1 }
            #expect(metrics.value("espalier_stage_duration_seconds_count", labels) == 3, "\(stage)")
            let sum = try #require(metrics.value("espalier_stage_duration_seconds_sum", labels))
            #expect((sum == 0) == (stage == "queue"), "\(stage) \(sum)")
        }
        #expect(metrics.value("espalier_executions_total", labels) == 3)
        #expect(metrics.value("espalier_gathered_rows_total", labels) == 0)
        #expect(metrics.value("espalier_prediction_confidence_count", labels) == 3)
        #expect(try #require(metrics.value("espalier_model_cpu_seconds_total", labels)) > 0)
        let classes = metrics.families.first { $0.name == "espalier_predicted_class_total" }?.samples.filter {
            $0.labels["model"] == "a"
        }
        #expect(classes?.compactMap { $0.labels["class"] } == SmallModel().manifest.target.classes)
        #expect(classes?.reduce(0) { $0 + $1.value } == 3)
        #expect(metrics.value("espalier_prediction_confidence_count", labels.merging(["model": "r"]) { $1 }) == nil)
        for (reason, count) in [
            ("malformed_body", 1.0), ("shape", 1), ("query", 1), ("not_found", 1), ("method_not_allowed", 1),
            ("slow_client", 1), ("ring_full", 0),
        ] {
            #expect(metrics.value("espalier_refusals_total", ["listener": "data", "reason": reason]) == count, "\(reason)")
        }
        #expect(metrics.value("espalier_request_refusals_total", labels) == 3)
    }

    @Test func `a confidence is in the bucket of its bound, and the next above in the next`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a")])
        for step in 1...20 {
            let bound = Double(step) / 20
            for confidence in [bound.nextDown, bound, bound.nextUp] {
                server.predictions[0].countConfidence(confidence, model: 0)
            }
        }
        server.predictions[0].countConfidence(.nan, model: 0)
        server.predictions[0].countConfidence(-1, model: 0)
        let metrics = try scrape(server)
        for step in 1...20 {
            let labels = labels.merging(["le": "\(Double(step) / 20)"]) { $1 }
            // Two of the three at each bound and one more of every one below, and the two that are none.
            let expected = Double(2 + step * 3 - (step == 20 ? 0 : 1))
            #expect(metrics.value("espalier_prediction_confidence_bucket", labels) == expected, "\(step)")
        }
        #expect(metrics.value("espalier_prediction_confidence_count", labels) == 62)
    }

    @Test func `models above the limit are added up, and their number is told`() throws {
        var options = ServingOptions()
        options.metricsSeriesCountMax = ServingOptions.metricsSeriesCountMin
        options.writesTritonMetrics = true
        let names = (1...20).map { "m\($0 + 10)" }
        let server = try AdminUnderTest(names.map { SmallModel(name: $0) }, options: options)
        for model in 0..<20 { server.predictions[0].countPrediction(model: model, rowCount: 1 << model, stages: StageTimes()) }
        let lines = try server.ask(server.admin, "/metrics").text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count <= options.metricsSeriesCountMax)
        let ownCount = lines.count { $0.hasPrefix("espalier_predictions_total{") } - 1
        #expect(ownCount > 0 && ownCount < 20)
        // One more would not fit.
        #expect(lines.count + lines.count { $0.contains("model=\"m11\"") } > options.metricsSeriesCountMax)
        let rest = (ownCount..<20).reduce(0) { $0 + 1 << $1 }
        for line in [
            "espalier_models 20", "espalier_models_without_series \(20 - ownCount)",
            "espalier_predictions_total{model=\"m11\",version=\"1\",variant=\"default\"} 1",
            "espalier_predictions_total{model=\"(other)\",version=\"\",variant=\"default\"} \(rest)",
            "nv_inference_count{model=\"(other)\",version=\"\"} \(rest)",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
    }

    @Test func `a scrape has as many series as are told for it beforehand`() throws {
        for triton in [false, true] {
            var options = ServingOptions()
            options.writesTritonMetrics = triton
            let models = [
                SmallModel(name: "a"), SmallModel(task: .multiclass, name: "b"), SmallModel(task: .regression, name: "c"),
            ]
            let server = try AdminUnderTest(models, options: options)
            let lines = try server.ask(server.admin, "/metrics").text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            // At a cap of exactly so many, all models have series of their own; at one less, not.
            for (cap, fits) in [(lines.count, true), (lines.count - 1, false)] {
                options.metricsSeriesCountMax = cap
                let capped = AdminUnderTest(server.host, options: options, folder: server.folder)
                let text = try capped.ask(capped.admin, "/metrics").text
                #expect((text.contains("espalier_models_without_series 0\n")) == fits, "\(triton) \(cap)")
                #expect(text.split(separator: "\n").count { !$0.hasPrefix("#") } <= cap)
            }
        }
    }

    @Test func `Triton's names have the same counts`() throws {
        var options = ServingOptions()
        options.writesTritonMetrics = true
        let server = try AdminUnderTest([SmallModel(name: "a")], options: options)
        let stages = StageTimes(queue: 1_000, parse: 20_000, score: 300_000)
        server.predictions[0].countPrediction(model: 0, rowCount: 5, stages: stages)
        server.predictions[1].countPrediction(model: 0, rowCount: 1, stages: stages)
        server.predictions[1].countWrite(model: 0, nanoseconds: 4_000_000)
        server.predictions[1].countExecution(model: 0)
        server.predictions[0].countRefusal(model: 0)
        for _ in 0..<2 { server.predictions[0].countRefusal(model: 0, isByLoad: true) }
        for _ in 0..<5 { server.predictions[0].countQueued(model: 0) }
        for _ in 0..<2 { server.predictions[1].countTaken(model: 0) }
        let text = try server.ask(server.admin, "/metrics").text
        for (reason, value) in [("REJECTED", 2), ("OTHER", 1)] {
            #expect(
                text.contains("\nnv_inference_request_failure{model=\"a\",version=\"1\",reason=\"\(reason)\"} \(value)\n"))
        }
        for (name, value) in [
            ("request_success", 2), ("pending_request_count", 3), ("count", 6), ("exec_count", 1), ("request_duration_us", 4_642),
            ("queue_duration_us", 2), ("compute_input_duration_us", 40), ("compute_infer_duration_us", 600),
            ("compute_output_duration_us", 4_000),
        ] {
            #expect(text.contains("\nnv_inference_\(name){model=\"a\",version=\"1\"} \(value)\n"), "\(name)")
        }
        #expect(try !server.ask(AdminUnderTest(server.host).admin, "/metrics").text.contains("nv_inference"))
    }

    @Test func `the environment and the room for models are told`() throws {
        var options = ServingOptions()
        options.environment = "production"
        options.modelFolder = "/"
        let metrics = try scrape(AdminUnderTest(ModelHost([]), options: options))
        let info = metrics.families.first { $0.name == "espalier_build_info" }?.samples
        #expect(info?.count == 1 && info?[0].labels["environment"] == "production" && info?[0].value == 1)
        #expect(metrics.value("espalier_model_folder_free_bytes") != nil)
        options.modelFolder = "/nonexistent"
        #expect(try scrape(AdminUnderTest(ModelHost([]), options: options)).value("espalier_model_folder_free_bytes") == nil)
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
            for wait in ["request", "head", "body", "compute", "write", "linger", "drain"] {
                let labels = ["listener": listener, "waiting_for": wait]
                #expect(metrics.value("espalier_connections_timed_out_total", labels) == 0)
            }
            #expect(metrics.value("espalier_loop_lag_seconds_count", ["listener": listener]) == 0)
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

    static let promtool = InstalledProgram.path("promtool")

    @Test(.enabled(if: promtool != nil, "promtool is not installed"))
    func `promtool finds nothing to say`() throws {
        let server = try AdminUnderTest(["a", "b", "c"].map { SmallModel(name: $0) })
        server.predictions[0].countPrediction(model: 0, rowCount: 1, stages: StageTimes(score: 12_345))
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
