import Base
import BundleTestSupport
import Bundles
import SystemPackage
import TestSupport
import Testing

/// Requests that are handed over to workers, whole or in parts, by the real executable.
struct ServeWorkersTests {
    private static let tasks = [SmallModel(task: .binary, name: "b"), SmallModel(task: .multiclass, name: "m")]

    /// Rows by position and by name, with everything that a row can have.
    private func body(rowCount: Int, _ random: inout SeededRandom) -> String {
        let rows = (0..<rowCount).map { _ in
            let age = ["35", "17.5", "null", "62.125", "1e3", "\"NaN\""][random.next(below: 6)]
            let city = ["\"Oslo\"", "\"Rome\"", "\"S\\u00e3o Paulo\"", "\"[{\\\"]\"", "null"][random.next(below: 5)]
            let income = random.next(below: 100_000)
            return random.next(below: 2) == 0
                ? "[\(age),\(income),\(city)]" : "{ \"city\":\(city),\"extra\":[{}],\"age\":\(age) ,\"income\":\(income)}"
        }
        return "{\"instances\": [" + rows.joined(separator: " ,\n") + "]}"
    }

    @Test func `whole or in parts, on a loop or on workers, an answer is the same bytes`() throws {
        var random = TestSeed.random(90_001)
        let onLoop = try ServeProgram(Self.tasks, ["--inline-cost-us", "1000000000"])
        let whole = try ServeProgram(Self.tasks, ["--inline-cost-us", "1", "--part-cost-us", "1000000000"])
        let inParts = try ServeProgram(
            Self.tasks, ["--inline-cost-us", "1", "--part-cost-us", "1", "--workers", "3", "--ring-slots", "64"])
        let clients = try [onLoop.client(), whole.client(), inParts.client()]
        for rowCount in [1, 2, 3, 63, 64, 65, 600, 4_000] {
            let good = body(rowCount: rowCount, &random)
            var bodies = [good]
            // A mistake in the last row, and what does not end as it should.
            bodies.append(String(good.dropLast(2)) + ",[1,2]]}")
            bodies.append(String(good.dropLast(2)) + ",]}")
            bodies.append(good + "x")
            bodies.append(String(good.dropLast(1)) + ",\"more\":1}")
            for (index, body) in bodies.enumerated() {
                for path in ["/predict/b?margin=1", "/predict/m"] {
                    let answers = try clients.map { client in try #require(client.ask(path, body)) }
                    #expect(answers[0].status == (index == 0 || index == 4 ? 200 : 400), "\(answers[0].body.prefix(200))")
                    for answer in answers.dropFirst() {
                        #expect(answer.status == answers[0].status)
                        #expect(answer.body == answers[0].body, "\(rowCount) rows, body \(index)")
                    }
                }
            }
        }
        for server in [onLoop, whole, inParts] { server.end() }
    }

    @Test func `a light request overtakes a heavy one that came first`() throws {
        // Node by node, so that rows are slow: some tens of microseconds each.
        let models = [SmallModel(name: "heavy", treeCount: 20_000), SmallModel(name: "light")]
        let server = try ServeProgram(models, ["--threads", "1", "--workers", "1"], environment: ["ESPALIER_PLAN": "walk"])
        let rows = Array(repeating: "[35,42000,\"Oslo\"]", count: 200).joined(separator: ",")
        let heavy = try server.client()
        let light = try server.client()
        let expected = try #require(light.ask("/predict/light", ServeLoad.request)).body
        // A loop that worked the heavy one out would have sent its answer before it looked at the light one, every time.
        var isOvertaken = false
        for _ in 0..<50 where !isOvertaken {
            #expect(heavy.post("/predict/heavy", "{\"instances\":[\(rows)]}"))
            #expect(light.ask("/predict/light", ServeLoad.request)?.body == expected)
            isOvertaken = !heavy.hasReceived
            #expect(heavy.receive()?.status == 200)
        }
        #expect(isOvertaken)
        server.end()
    }

    @Test func `what is handed over is answered before the server ends`() throws {
        let models = [SmallModel(name: "heavy", treeCount: 300)]
        let server = try ServeProgram(
            models, ["--inline-cost-us", "1", "--max-queue-ms", "60000"], environment: ["ESPALIER_PLAN": "walk"])
        let rows = Array(repeating: "[35,42000,\"Oslo\"]", count: 300).joined(separator: ",")
        let clients = try (0..<8).map { _ in try server.client() }
        for client in clients { #expect(client.post("/predict/heavy", "{\"instances\":[\(rows)]}")) }
        // An answer on each connection tells that its request has been taken.
        for client in clients { #expect(client.receive()?.status == 200) }
        for client in clients { #expect(client.post("/predict/heavy", "{\"instances\":[\(rows)]}")) }
        server.end()
        for client in clients {
            let answer = try #require(client.receive())
            #expect(answer.status == 200)
            #expect(client.receive() == nil, "closed, and nothing behind the answer")
        }
    }

    @Test func `an answer that is not worked out in time is 503, and the server goes on`() throws {
        let models = [SmallModel(name: "heavy", treeCount: 20_000), SmallModel(name: "light")]
        let server = try ServeProgram(
            models, ["--workers", "1", "--compute-timeout-ms", "1", "--max-queue-ms", "60000"],
            environment: ["ESPALIER_PLAN": "walk"])
        // Long enough for the loop to look at its time first: some hundred milliseconds.
        let rows = Array(repeating: "[35,42000,\"Oslo\"]", count: 3_000).joined(separator: ",")
        for _ in 0..<3 {
            let client = try server.client()
            let body = "{\"instances\":[\(rows)]}"
            try #require(
                client.send(
                    "POST /predict/heavy HTTP/1.1\r\nHost: a\r\nX-Request-Id: late-1\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
            let refused = try #require(client.receive())
            #expect(refused.status == 503 && refused.closes, "\(refused)")
            #expect(refused.head.contains("\r\nX-Request-Id: late-1\r\n") && refused.head.contains("\r\nRetry-After: "))
            #expect(refused.body == #"{"error":"the answer was not worked out in time"}"#)
            #expect(try server.client().ask("/predict/light", ServeLoad.request)?.status == 200)
        }
        let metrics = try server.metrics()
        #expect(metrics.contains("espalier_refusals_total{listener=\"data\",reason=\"compute_timeout\"} 3\n"))
        #expect(metrics.contains("espalier_connections_timed_out_total{listener=\"data\",waiting_for=\"compute\"} 3\n"))
        for name in ["espalier_requests_total", "espalier_request_refusals_total"] {
            let line = metrics.split(separator: "\n").first { $0.hasPrefix("\(name){model=\"heavy\"") }
            #expect(line?.hasSuffix(" 3") == true, "\(line ?? "no \(name)")")
        }
        server.end()
    }

    @Test func `the log and the metrics tell of what workers did`() throws {
        let folder = TemporaryFolder()
        let log = folder.path.appending("access.log")
        let server = try ServeProgram(
            [SmallModel(name: "m")],
            [
                "--inline-cost-us", "1", "--workers", "2", "--part-cost-us", "1", "--access-log", log.string,
                "--access-log-sample", "1",
            ])
        let client = try server.client()
        var random = TestSeed.random(90_002)
        let body = body(rowCount: 500, &random)
        #expect(client.ask("/predict/m", body)?.status == 200)
        #expect(client.ask("/predict/m", String(body.dropLast(1)))?.status == 400)
        let metrics = try server.metrics()
        for line in [
            "espalier_requests_handed_over_total 2", "espalier_requests_returned_total 2", "espalier_workers 2",
            "espalier_ring_depth 0",
            "espalier_predictions_total{model=\"m\",version=\"1\",variant=\"default\"} 500",
            "espalier_request_refusals_total{model=\"m\",version=\"1\",variant=\"default\"} 1",
            "espalier_stage_duration_seconds_count{model=\"m\",version=\"1\",variant=\"default\",stage=\"queue\"} 1",
            "espalier_responses_total{listener=\"data\",status=\"200\"} 1",
            "espalier_responses_total{listener=\"data\",status=\"400\"} 1",
        ] {
            #expect(metrics.contains("\n" + line + "\n"), "\(line)")
        }
        server.end()
        let lines = String(decoding: FileBytes.read(log) ?? [], as: UTF8.self).split(separator: "\n").filter {
            $0.contains("\"listener\":\"data\"")
        }
        #expect(lines.count == 2)
        #expect(lines.first?.contains("\"rows\":500") == true && lines.first?.contains("\"status\":200") == true, "\(lines)")
    }

    @Test func `a deadline that cannot be met is refused, and one that is not understood too`() throws {
        let models = [SmallModel(name: "heavy", treeCount: 20_000)]
        let server = try ServeProgram(models, [], environment: ["ESPALIER_PLAN": "walk"])
        let client = try server.client()
        let rows = Array(repeating: "[35,42000,\"Oslo\"]", count: 3_000).joined(separator: ",")
        let body = "{\"instances\":[\(rows)]}"
        // Expected to take some ten milliseconds at least.
        #expect(client.post("/predict/heavy", body, fields: "X-Request-Timeout-Ms: 1\r\n"))
        let refused = try #require(client.receive())
        #expect(refused.status == 503 && refused.head.contains("\r\nRetry-After: 1\r\n"), "\(refused)")
        #expect(client.post("/predict/heavy", ServeLoad.request, fields: "x-request-timeout-ms: 60000\r\n"))
        #expect(client.receive()?.status == 200)
        for value in ["0", "-1", "1.5", "3600001", "99999999999", "a", "1 2"] {
            #expect(client.post("/predict/heavy", ServeLoad.request, fields: "X-Request-Timeout-Ms: \(value)\r\n"))
            let answer = try #require(client.receive())
            #expect(answer.status == 400 && answer.body.contains("X-Request-Timeout-Ms is not understood"), "\(answer)")
        }
        server.end()
    }
}
