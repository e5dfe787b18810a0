import SystemPackage
import TestSupport
import Testing

/// The benchmarks with tiny input: what is never run rots.
struct BenchmarkTests {
    private let folder = TemporaryFolder()

    private func run(_ arguments: [String]) -> Program.Result { Program.run("benchmark", arguments) }

    /// A table of numbers and a label that the first column decides.
    private func table(_ name: String) -> String {
        let rows = (0..<200).map { "\($0 % 17),\($0 % 5 == 0 ? "" : "\(Double($0) / 8)"),\($0 % 17 < 8 ? 1 : 0)" }
        let path = folder.path.appending(name)
        FileBytes.write(Array((["a,b,y"] + rows).joined(separator: "\n").utf8), to: path)
        return path.string
    }

    @Test func `reading tells rows, columns and their sum`() {
        let result = run(["csv", table("table.csv")])
        #expect(result.exitCode == 0 && result.output.contains("\"rows\": 200, \"columns\": 3"), "\(result)")
    }

    @Test func `training predicts the held-out rows`() throws {
        let predictions = folder.path.appending("predictions.csv")
        let result = run([
            "train", table("train.csv"), table("test.csv"), "--target", "y", "--trees", "5", "--threads", "2", "--predictions",
            predictions.string,
        ])
        #expect(result.exitCode == 0 && result.output.contains("\"trees\": 5"), "\(result)")
        let lines = String(decoding: try #require(FileBytes.read(predictions)), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 201 && lines[0] == "probability")
        #expect(try #require(Double(lines[1])) > 0.5 && (try #require(Double(lines[17]))) < 0.5)
    }

    @Test func `the engine is timed on every shape`() {
        let result = run(["engine", "--trees", "3", "--rows", "100", "--repetitions", "1"])
        #expect(result.exitCode == 0 && result.output.split(separator: "\n").count > 3, "\(result)")
    }

    @Test(arguments: ["float32", "float64"])
    func `rows of JSON are read by runs and by tokens`(width: String) {
        let result = run(["json", "--rows", "3", "--repetitions", "1", "--width", width])
        #expect(result.exitCode == 0 && result.output.contains("\"tokens_by_runs\""), "\(result)")
    }
}
