import BundleTestSupport
import SystemPackage
import TestSupport
import Testing

/// Load generators that others wrote: each has a reading of HTTP of its own, and counts what it does not like.
struct ServeLoadToolsTests {
    private static let body = #"{"age":35,"income":42000,"city":"Oslo"}"#
    private static let requestCount = 2_000

    private struct Run {
        let result: Program.Result
        /// The numbers in the first line that has `text`, in its order.
        func numbers(_ text: String) -> [Int] {
            let line = result.output.split(separator: "\n").first { $0.contains(text) } ?? ""
            return line.split { !$0.isNumber }.compactMap { Int($0) }
        }
    }

    /// Runs a tool on a server of its own; `%URL` and `%BODY` stand for the address and a file of the body.
    private static func run(_ name: String, _ arguments: [String]) throws -> Run {
        let server = try ServeProgram([SmallModel()])
        let folder = TemporaryFolder()
        let file = folder.path.appending("body.json")
        FileBytes.write(Array(body.utf8), to: file)
        let url = "http://127.0.0.1:\(server.port)/predict/small"
        let tool = try #require(InstalledProgram.path(name))
        let result = Program.run(tool, arguments.map { $0 == "%URL" ? url : $0 == "%BODY" ? file.string : $0 })
        #expect(result.exitCode == 0, "\(result.output) \(result.error)")
        server.end()
        return Run(result: result)
    }

    @Test(.enabled(if: InstalledProgram.path("h2load") != nil, "h2load is not installed"))
    func `h2load gets every answer over HTTP/1.1, pipelined`() throws {
        let run = try Self.run(
            "h2load",
            [
                "--h1", "-n", "\(Self.requestCount)", "-c", "8", "-m", "10", "-d", "%BODY", "-H",
                "content-type: application/json", "%URL",
            ])
        #expect(run.numbers("status codes").first == Self.requestCount, "\(run.result.output)")
        // total, started, done, succeeded, failed, errored, timeout
        #expect(
            run.numbers("requests:") == [Self.requestCount, Self.requestCount, Self.requestCount, Self.requestCount, 0, 0, 0],
            "\(run.result.output)")
    }

    @Test(.enabled(if: InstalledProgram.path("hey") != nil, "hey is not installed"))
    func `hey gets nothing but answers`() throws {
        let run = try Self.run(
            "hey", ["-n", "\(Self.requestCount)", "-c", "8", "-m", "POST", "-T", "application/json", "-D", "%BODY", "%URL"])
        #expect(run.numbers("[200]") == [200, Self.requestCount], "\(run.result.output)")
        #expect(!run.result.output.contains("Error distribution"), "\(run.result.output)")
    }

    @Test(.enabled(if: InstalledProgram.path("ab") != nil, "ab is not installed"), arguments: [false, true])
    func `ab, which speaks HTTP/1.0, gets every answer`(keepsAlive: Bool) throws {
        let run = try Self.run(
            "ab",
            ["-q", "-n", "\(Self.requestCount)", "-c", "8", "-p", "%BODY", "-T", "application/json"] + (keepsAlive ? ["-k"] : [])
                + ["%URL"])
        #expect(run.numbers("Complete requests:") == [Self.requestCount], "\(run.result.output)")
        #expect(run.numbers("Failed requests:") == [0], "\(run.result.output)")
        #expect(run.numbers("Non-2xx responses:").isEmpty, "\(run.result.output)")
        #expect(run.numbers("Keep-Alive requests:") == (keepsAlive ? [Self.requestCount] : []), "\(run.result.output)")
    }
}
