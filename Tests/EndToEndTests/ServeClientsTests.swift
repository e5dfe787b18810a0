import BundleTestSupport
import Codecs
import Forest
import SystemPackage
import TestSupport
import Testing

/// Clients that others wrote, on the real executable. Each is tried where it is installed (`.ci/setup tests` does that).
struct ServeClientsTests {
    @Test(.enabled(if: InstalledProgram.python(with: "requests") != nil, "Python's requests is not installed"))
    func `Python's requests asks in every way and is refused in every way, on one connection`() throws {
        let server = try ServeProgram([SmallModel()])
        let folder = TemporaryFolder()
        let cases = folder.path.appending("cases.json")
        FileBytes.write(Array(Self.cases().utf8), to: cases)
        let script = SharedData.packageRoot.appending("Tests").appending("Clients").appending("requests_client.py")
        let result = Program.run(
            try #require(InstalledProgram.python(with: "requests")),
            [
                script.string, "http://127.0.0.1:\(server.port)", "http://127.0.0.1:\(try #require(server.adminPort))", "small",
                cases.string,
            ])
        #expect(result.exitCode == 0, "\(result.error)")
        #expect(result.output.hasSuffix(" checks\n"), "\(result.output)")
        server.end()
    }

    @Test(arguments: ["httpx", "aiohttp"])
    func `clients that ask many things at once get the right answer to each`(library: String) throws {
        guard let python = InstalledProgram.python(with: library) else {
            print("Python's \(library) is not installed: not tried")
            return
        }
        let server = try ServeProgram([SmallModel()])
        let folder = TemporaryFolder()
        let cases = folder.path.appending("cases.json")
        FileBytes.write(Array(Self.cases().utf8), to: cases)
        let script = SharedData.packageRoot.appending("Tests").appending("Clients").appending("async_clients.py")
        let result = Program.run(python, [script.string, library, "http://127.0.0.1:\(server.port)/predict/small", cases.string])
        #expect(result.exitCode == 0, "\(result.error)")
        #expect(result.output.hasSuffix(" answers\n"), "\(result.output)")
        server.end()
    }

    /// Rows with the probabilities of the reference scorer, in the digits that answers have.
    private static func cases() -> String {
        let reference = ReferenceScorer(SmallModel().forest.ensemble())
        var cases: [String] = []
        for age in [20, 35.5, 36] {
            for income in [9_000, 42_000, 80_000.5] {
                for (code, city) in SampleManifest.cities.enumerated() {
                    let probability = Float(reference.predictions([age, income, Double(code)])[0])
                    let name = JSONValue.string(city).text(indented: false)
                    cases.append(
                        #"{"row":{"age":\#(age),"income":\#(income),"city":\#(name)},"features":[\#(age),\#(income),\#(name)],"#
                            + #""probability":\#(probability)}"#)
                }
            }
        }
        return "[" + cases.joined(separator: ",") + "]"
    }

    @Test(.enabled(if: InstalledProgram.path("wrk") != nil, "wrk is not installed"))
    func `wrk gets nothing but answers, as many as the server counts`() throws {
        let server = try ServeProgram([SmallModel()])
        let folder = TemporaryFolder()
        let script = folder.path.appending("post.lua")
        let lua = """
            wrk.method = "POST"
            wrk.body = '{"age":35,"income":42000,"city":"Oslo"}'
            wrk.headers["Content-Type"] = "application/json"
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT %d %d\\n", summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
            end
            """
        FileBytes.write(Array(lua.utf8), to: script)
        let result = Program.run(
            try #require(InstalledProgram.path("wrk")),
            [
                "-t", "1", "-c", "8", "-d", "1s", "--timeout", "60s", "-s", script.string,
                "http://127.0.0.1:\(server.port)/predict/small",
            ])
        let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("RESULT ") }, "\(result.output)")
        let numbers = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        try #require(numbers.count == 2)
        #expect(numbers[0] > 0)
        #expect(numbers[1] == 0, "\(result.output)")
        // wrk leaves with requests under way: the server may have counted one more for each connection.
        let counted = try #require(try Self.requestCount(server))
        #expect(counted >= numbers[0] && counted <= numbers[0] + 8)
        server.end()
    }

    /// Requests for predictions that were answered, as the server's metrics tell it.
    private static func requestCount(_ server: ServeProgram) throws -> Int? {
        let client = try server.adminClient()
        try #require(client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"))
        let name = "espalier_request_duration_seconds_count{"
        return client.receive()?.body.split(separator: "\n").first { $0.hasPrefix(name) }
            .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
    }
}
