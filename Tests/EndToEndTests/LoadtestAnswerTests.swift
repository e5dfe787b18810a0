import BundleTestSupport
import Codecs
import SystemPackage
import TestSupport
import Testing

/// `loadtest` with bodies made of rows against the real `serve`, whose answers are held against the file that `score` wrote of them.
struct LoadtestAnswerTests {
    private static let models = SharedData.packageRoot.appending("models")
    private static let short = [
        "--duration", "300ms", "--warm-up", "0s", "--no-progress", "--accept-invalid", "--connections", "4", "--check-share", "1",
    ]

    /// A model, its rows, and what `score` says of them.
    private struct Scored {
        let folder = TemporaryFolder()
        let models: FilePath
        let name: String
        let csv: String
        let target: String
        var scores: String { folder.path.appending("scored.csv").string }

        init(models: FilePath, name: String, csv: String, target: String) {
            (self.models, self.name, self.csv, self.target) = (models, name, csv, target)
            let result = Program.run(
                "score", [models.appending(name).string, csv, "-o", scores, "--margin", "--progress", "none"])
            #expect(result.exitCode == 0, "\(result.error)")
        }

        static var iris: Scored {
            let models = LoadtestAnswerTests.models
            let csv = models.appending("iris").appending("iris.csv").string
            return Scored(models: models, name: "iris", csv: csv, target: "species")
        }

        func run(port: Int, query: String = "margin=1", _ arguments: [String]) -> LoadtestRun {
            LoadtestRun(
                port: port, target: "/predict/\(name)?\(query)", bodies: [],
                ["--csv", csv, "--without", target] + LoadtestAnswerTests.short + arguments)
        }
    }

    @Test(arguments: ["predict", "predict-array"], [1, 7])
    func `what serve answers has the bits that score wrote`(form: String, rowsPerRequest: Int) throws {
        let iris = Scored.iris
        let server = try ServeProgram(models: Self.models)
        defer { server.end() }
        let run = iris.run(
            port: server.port,
            ["--protocol", form, "--rows-per-request", "\(rowsPerRequest)", "--expect-values", iris.scores])
        #expect(run.result.exitCode == 0, "\(run.result.output)\(run.result.error)")
        let succeeded = try #require(run.count("requests", "succeeded"))
        #expect(succeeded > 0 && run.errors.isEmpty)
        #expect(run.count("checks", "checked") == run.count("statuses", "200"))
        #expect(run.number("predictions_per_second") == run.number("requests", "per_second").map { $0 * Double(rowsPerRequest) })
    }

    @Test func `V1's instances are answered as predictions`() throws {
        let server = try ServeProgram(models: Self.models)
        defer { server.end() }
        let folder = TemporaryFolder()
        let schema = folder.path.appending("schema.json")
        FileBytes.write(
            Array(
                """
                {"required": ["predictions"], "properties": {"predictions": {"minItems": 2, "maxItems": 2, "items":
                {"required": ["prediction"], "properties": {"prediction": {"enum": ["setosa", "versicolor", "virginica"]}}}}}}
                """.utf8), to: schema)
        let run = Scored.iris.run(
            port: server.port, ["--protocol", "v1", "--rows-per-request", "2", "--expect-json", schema.string])
        #expect(run.result.exitCode == 0, "\(run.result.output)\(run.result.error)")
        #expect(try #require(run.count("requests", "succeeded")) > 0)
    }

    @Test func `categories and missing values arrive as score reads them`() throws {
        guard let data = SharedData.folder?.appending("adult.csv"), let bytes = FileBytes.read(data) else { return }
        let folder = TemporaryFolder()
        let csv = folder.path.appending("adult.csv")
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2001).prefix(2001)
        FileBytes.write(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: csv)
        let models = folder.path.appending("models")
        let trained = Program.run(
            "train",
            [
                csv.string, "--target", "income", "--name", "adult", "--output", models.string, "--trees", "20", "--progress",
                "none",
            ])
        #expect(trained.exitCode == 0, "\(trained.error)")
        let adult = Scored(models: models, name: "adult", csv: csv.string, target: "income")
        let server = try ServeProgram(models: models)
        defer { server.end() }
        for form in ["predict", "predict-array"] {
            let run = adult.run(
                port: server.port,
                ["--protocol", form, "--rows-per-request", "50", "--expect-values", adult.scores])
            #expect(run.result.exitCode == 0, "\(form): \(run.result.output)\(run.result.error)")
            #expect(try #require(run.count("requests", "succeeded")) > 0)
        }
    }

    @Test func `a wrong value, form or status is an error of its kind, with the first example`() throws {
        let iris = Scored.iris
        let server = try ServeProgram(models: Self.models)
        defer { server.end() }
        let folder = TemporaryFolder()
        let wrong = folder.path.appending("wrong.csv")
        let rows = String(repeating: "setosa,0.5\n", count: 150)
        FileBytes.write(Array("prediction,p_setosa\n\(rows)".utf8), to: wrong)
        let values = iris.run(port: server.port, ["--expect-values", wrong.string])
        #expect(values.result.exitCode == 5, "nothing was as it should be")
        #expect(values.errors.keys.sorted() == ["unexpected_value"])
        #expect(values.result.output.contains("probabilities.setosa: found "), "\(values.result.output)")
        let loose = iris.run(port: server.port, ["--expect-values", wrong.string, "--tolerance", "0.6"])
        #expect(loose.result.exitCode == 7 && loose.errors.keys.sorted() == ["unexpected_value"], "labels have no tolerance")
        #expect(try #require(loose.count("requests", "succeeded")) > 0)

        let schema = folder.path.appending("schema.json")
        FileBytes.write(Array(#"{"required": ["score"]}"#.utf8), to: schema)
        let form = iris.run(port: server.port, ["--expect-json", schema.string])
        #expect(form.errors.keys.sorted() == ["unexpected_form"] && form.result.output.contains("score: is not there"))

        let status = iris.run(port: server.port, query: "oops=1", ["--expect-status", "200"])
        #expect(status.errors.keys.sorted() == ["unexpected_status"])
        #expect(status.result.output.contains("status 400: {\"error\":"))
        let expected = iris.run(port: server.port, query: "oops=1", ["--expect-status", "4xx"])
        #expect(expected.result.exitCode == 0 && expected.errors.isEmpty)
    }

    @Test func `answers in CSV and answers that are anything are held against files`() throws {
        let folder = TemporaryFolder()
        func file(_ name: String, _ text: String) -> String {
            FileBytes.write(Array(text.utf8), to: folder.path.appending(name))
            return folder.path.appending(name).string
        }
        let answer = "0.25\n0.75\n"
        let server = ServerThread { _ in .send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)") }
        let rows =
            ["--csv", file("rows.csv", "x\n1\n2\n"), "--rows-per-request", "2", "--protocol", "sagemaker-csv"] + Self.short
        func run(_ arguments: [String]) -> LoadtestRun { LoadtestRun(port: server.port, bodies: [], rows + arguments) }
        let right = run(["--expect-values", file("right.csv", "p\n0.25\n0.75\n")])
        let wrong = run(["--expect-values", file("wrong.csv", "p\n0.25\n0.5\n")])
        let same = run(["--expect-bytes", file("same", answer)])
        let other = run(["--expect-bytes", file("other", answer + " ")])
        let many = run(["--expect-bytes", file("a", answer) + "," + file("b", answer)])
        server.end()
        #expect(right.result.exitCode == 0 && right.errors.isEmpty, "\(right.result.output)\(right.result.error)")
        #expect(wrong.errors.keys.sorted() == ["unexpected_value"])
        #expect(wrong.result.output.contains("field 2: found \"0.75\", expected \"0.5\""), "\(wrong.result.output)")
        #expect(same.result.exitCode == 0 && other.errors.keys.sorted() == ["unexpected_value"])
        #expect(many.result.exitCode == 2 && many.result.error.contains("2 files for 1 body"), "\(many.result.error)")
    }

    @Test func `the page and the cost come with the figures`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        let folder = TemporaryFolder()
        let html = folder.path.appending("report.html")
        let run = LoadtestRun(
            port: server.port,
            [
                "--duration", "300ms", "--warm-up", "0s", "--no-progress", "--accept-invalid", "--html", html.string,
                "--price-per-hour", "3.6",
                "--rows-per-request", "10",
            ])
        server.end()
        #expect(run.result.exitCode == 0, "\(run.result.error)")
        let page = String(decoding: try #require(FileBytes.read(html)), as: UTF8.self)
        #expect(page.contains("<title>") && page.contains("load test of POST http://127.0.0.1:\(server.port)/p"))
        let rate = try #require(run.number("requests", "per_second"))
        let cost = try #require(run.number("cost_per_million_predictions"))
        #expect(abs(cost - 0.001 / (rate * 10) * 1e6) < cost * 1e-9)
        #expect(run.result.output.contains("per million predictions, at 3.6 an hour"))
    }

    @Test func `progress is a line or an object a second on standard error`() throws {
        let server = ServerThread { _ in .send(ServerThread.ok) }
        defer { server.end() }
        let arguments = ["http://127.0.0.1:\(server.port)/", "--duration", "2500ms", "--warm-up", "0s", "--accept-invalid"]
        let lines = Program.run("loadtest", arguments)
        #expect(lines.error.contains(" answered/s, p50 "), "\(lines.error)")
        let objects = Program.run("loadtest", arguments + ["--progress", "json"])
        let values = objects.error.split(separator: "\n").compactMap { try? JSONValue.parse(Array($0.utf8)) }
        #expect(!values.isEmpty && values.count == objects.error.split(separator: "\n").count, "\(objects.error)")
        #expect(Program.run("loadtest", arguments + ["--progress", "none"]).error.isEmpty)
    }

    @Test(arguments: [
        (["--csv", "/nonexistent.csv"], "/nonexistent.csv: cannot be opened"),
        (["--expect-json", "/nonexistent"], "/nonexistent: open"),
        (["--expect-values", "/nonexistent.json", "--body", "/dev/null"], ""),
    ])
    func `a file that cannot be read ends the run before it begins`(arguments: [String], words: String) {
        let result = Program.run("loadtest", ["http://127.0.0.1:1/"] + arguments)
        #expect(result.exitCode == 5)
        #expect(result.error.contains(words), "\(result.error)")
    }

    @Test(arguments: [
        (["--body", "a", "--csv", "b"], "one of them says what is sent"), (["--columns", "a"], "--csv, which is not given"),
        (["--rows-per-request", "0"], "from 1 to 100000"), (["--bodies", "0"], "from 1 to 100000"),
        (["--protocol", "v3"], "v2-columns"),
        (["--expect-bytes", "a", "--expect-values", "b"], "goes without"), (["--expect-status", "99"], "200 to 599"),
        (["--tolerance=-1"], "from 0 on"), (["--check-share", "0"], "up to 1"),
        (["--price-per-hour", "0"], "above 0"), (["--progress", "loud"], "'loud'"),
    ])
    func `a wrong option says what is accepted`(arguments: [String], words: String) {
        let result = Program.run("loadtest", ["http://127.0.0.1:1/"] + arguments)
        #expect(result.exitCode == 2 && result.error.contains(words), "\(result.error)")
    }
}
