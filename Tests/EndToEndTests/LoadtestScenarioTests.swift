import SystemPackage
import TestSupport
import Testing

/// Scenario files: the samples in loadtest/ run, every option can stand in one, and the command line wins.
struct LoadtestScenarioTests {
    private static let samples = SharedData.packageRoot.appending("loadtest")

    private static func run(_ scenario: String, _ arguments: [String] = []) -> Program.Result {
        let folder = TemporaryFolder()
        let path = folder.path.appending("s.json")
        FileBytes.write(Array(scenario.utf8), to: path)
        return Program.run("loadtest", ["--scenario", path.string] + arguments)
    }

    @Test(arguments: [("steady", "iris"), ("saturate", "iris"), ("batch", "breast_cancer"), ("ramp", "iris")])
    func `the sample scenarios run against the sample models`(name: String, model: String) throws {
        // All on the loop: a ring would refuse what a slow machine is late with.
        let server = try ServeProgram(models: SharedData.packageRoot.appending("models"), ["--inline-cost-us", "1000000000"])
        defer { server.end() }
        let time = name == "ramp" ? ["--ramp", "50:200:500ms"] : ["--duration", "500ms"]
        let result = Program.run(
            "loadtest",
            ["http://127.0.0.1:\(server.port)/predict/\(model)", "--scenario", Self.samples.appending(name + ".json").string]
                + time + ["--warm-up", "100ms", "--no-progress", "--accept-invalid"])
        #expect(result.exitCode == 0, "\(result.output)\(result.error)")
        #expect(result.output.hasPrefix("POST http://127.0.0.1:\(server.port)/predict/\(model) at "), "the command line wins")
        #expect(result.output.contains("errors          none"))
    }

    @Test func `there are no other samples`() {
        let names = FolderListing.names(in: Self.samples)?.filter { $0.hasSuffix(".json") }.sorted()
        #expect(names == ["batch.json", "ramp.json", "saturate.json", "steady.json"])
    }

    @Test func `every option of the help can stand in a scenario`() {
        let help = Program.run("loadtest", ["--help"]).output
        let options = help.split(separator: "\n").compactMap { line -> String? in
            let words = line.drop { $0 == " " }
            guard words.hasPrefix("--"), words.startIndex != line.startIndex else { return nil }
            return String(words.dropFirst(2).prefix { $0.isLetter || $0 == "-" })
        }
        #expect(options.count > 20)
        for option in options where !["scenario", "version", "help", "no-progress"].contains(option) {
            let key = String(option.map { $0 == "-" ? "_" : $0 })
            let result = Self.run("{\"\(key)\": null}")
            #expect(result.exitCode == 2 && result.error.contains("\"\(key)\": "), "\(option): \(result.error)")
        }
    }

    @Test(arguments: [
        (#"{"url": "http://127.0.0.1:1/", "durration": "1s"}"#, #"there is no "durration" (did you mean duration?)"#),
        (#"{"duration": "1s"}"#, "Missing the url"), (#"{"url": "ftp://a/"}"#, "only http://"),
        (#"{"url": "http://127.0.0.1:1/", "connections": "many"}"#, "connections"),
        (#"{"url": "http://127.0.0.1:1/", "csv": "a", "body": "b"}"#, "one of them says what is sent"),
    ])
    func `a scenario that is wrong is refused like a command line`(scenario: String, words: String) {
        let result = Self.run(scenario)
        #expect(result.exitCode == 2 && result.error.contains(words), "\(result.error)")
    }

    @Test func `a scenario that is not there is told by name`() {
        let result = Program.run("loadtest", ["--scenario", "/nonexistent.json"])
        #expect(result.exitCode == 5 && result.error.contains("/nonexistent.json"), "\(result.error)")
    }
}
