import BundleTestSupport
import Glibc
import TestSupport
import Testing

/// Two listeners: which answers what, with and without a base path, and what the metrics say after known traffic.
struct ServeListenerTests {
    private func status(_ client: ServeClient, _ path: String, method: String = "GET") throws -> Int {
        #expect(client.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
        return try #require(client.receive(), "\(method) \(path)").status
    }

    @Test func `each listener answers its own resources, both answer health, and each says where the others are`() throws {
        let server = try ServeProgram()
        let (data, admin) = (try server.client(), try server.adminClient())
        for path in ["/health", "/health/live", "/health/ready"] {
            #expect(try status(data, path) == 200 && status(admin, path) == 200)
        }
        for path in ["/models", "/models/small", "/metrics", "/metrics/prometheus"] {
            #expect(try status(admin, path) == 200)
            #expect(data.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
            let refusal = try #require(data.receive())
            #expect(refusal.status == 404 && refusal.body.contains("--admin-port"), "\(refusal.body)")
        }
        for path in ["/predict", "/predict/small", "/api/predict", "/ml/predict"] {
            #expect(data.ask(path, ServeLoad.request)?.status == 200)
            let refusal = try #require(admin.ask(path, ServeLoad.request))
            #expect(refusal.status == 404 && refusal.body.contains("(--port)"), "\(refusal.body)")
        }
        server.end()
    }

    @Test func `without an admin listener the data listener answers on`() throws {
        let server = try ServeProgram([SmallModel()], ["--no-admin"])
        #expect(server.adminPort == nil)
        #expect(server.readyLine == "serve: ready on 127.0.0.1:\(server.port), 1 model")
        #expect(try server.client().ask("/predict/small", ServeLoad.request)?.status == 200)
        server.end()
    }

    @Test func `below a base path are the predictions, and health besides at the bare path`() throws {
        let server = try ServeProgram([SmallModel()], [], environment: ["ESPALIER_BASE_PATH": "/ml/v1"])
        let client = try server.client()
        #expect(client.ask("/ml/v1/predict/small", ServeLoad.request)?.status == 200)
        #expect(client.ask("/ml/v1/predict", ServeLoad.request)?.status == 200)
        #expect(client.ask("/predict/small", ServeLoad.request)?.status == 404)
        #expect(client.ask("/ml/v1x/predict/small", ServeLoad.request)?.status == 404)
        #expect(try status(client, "/health/ready") == 200 && status(client, "/ml/v1/health/ready") == 200)
        #expect(try status(server.adminClient(), "/models/small") == 200)
        server.end()
    }

    @Test func `the limits of the settings hold`() throws {
        let server = try ServeProgram([SmallModel()], ["--max-rows", "2", "--max-body-bytes", "200"])
        let client = try server.client()
        let row = "[35,42000,\"Oslo\"]"
        #expect(client.ask("/predict/small", "{\"instances\":[\(row),\(row)]}")?.status == 200)
        let rows = try #require(client.ask("/predict/small", "{\"instances\":[\(row),\(row),\(row)]}"))
        #expect((400..<500).contains(rows.status) && rows.body.contains("2"), "\(rows.body)")
        let body = try #require(client.ask("/predict/small", String(repeating: " ", count: 201)))
        #expect(body.status == 413 && body.closes)
        server.end()
    }

    @Test func `the limits of JSON hold on loops and on workers`() throws {
        let limits = ["--max-json-depth", "4", "--max-extra-fields", "2"]
        let onLoop = try ServeProgram([SmallModel()], limits + ["--inline-cost-us", "1000000000"])
        let inParts = try ServeProgram([SmallModel()], limits + ["--inline-cost-us", "1", "--part-cost-us", "1"])
        let rows = Array(repeating: "[35,42000,\"Oslo\"],", count: 300).joined()
        for server in [onLoop, inParts] {
            let client = try server.client()
            for (extra, reason) in [
                // The row is the third.
                (#""x":[1]"#, nil), (#""x":[{}]"#, "arrays and objects are nested more than 4 deep"), (#""x":1,"y":2"#, nil),
                (#""x":1,"y":2,"z":3"#, "instances[300] has more than 2 members that are no feature of the model"),
            ] as [(String, String?)] {
                let answer = try #require(client.ask("/predict/small", "{\"instances\":[\(rows){\"age\":35,\(extra)}]}"))
                #expect(answer.status == (reason == nil ? 200 : 400), "\(answer)")
                if let reason { #expect(answer.body.contains(reason), "\(answer)") }
            }
        }
        for server in [onLoop, inParts] { server.end() }
    }

    @Test func `after known traffic the metrics of all loops have its counts`() throws {
        let server = try ServeProgram([SmallModel(name: "a"), SmallModel(name: "b")], ["--threads", "3"])
        let row = "[35,42000,\"Oslo\"]"
        for _ in 0..<20 {
            let client = try server.client()
            #expect(client.ask("/predict/a", ServeLoad.request)?.status == 200)
            #expect(client.ask("/predict/b", "{\"instances\":[\(row),\(row)]}")?.status == 200)
            #expect(client.ask("/predict/a", "{}")?.status == 400)
            #expect(client.ask("/predict/c", ServeLoad.request)?.status == 404)
        }
        let admin = try server.adminClient()
        #expect(admin.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"))
        let lines = Set(try #require(admin.receive()).body.split(separator: "\n").map(String.init))
        for line in [
            #"espalier_predictions_total{model="a",version="1",variant="default"} 20"#,
            #"espalier_predictions_total{model="b",version="1",variant="default"} 40"#,
            #"espalier_requests_total{model="a",version="1",variant="default"} 40"#,
            #"espalier_requests_total{model="b",version="1",variant="default"} 20"#,
            #"espalier_request_refusals_total{model="a",version="1",variant="default"} 20"#,
            #"espalier_request_duration_seconds_count{model="b",version="1",variant="default"} 20"#,
            #"espalier_responses_total{listener="data",status="200"} 40"#,
            #"espalier_responses_total{listener="data",status="404"} 20"#,
            #"espalier_http_requests_total{listener="data"} 80"#,
            #"espalier_connections_accepted_total{listener="data"} 20"#,
            "espalier_ready 1", "espalier_models 2",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        server.end()
    }
}
