import Base
import LoadTesting
import SystemPackage
import TestSupport
import Testing

struct ScenarioTests {
    private static let keys = [
        Scenario.Key("url"), Scenario.Key("rate", group: "load"), Scenario.Key("steps", .list, group: "load"),
        Scenario.Key("header", .repeated), Scenario.Key("csv", .path, group: "bodies"),
        Scenario.Key("body", .paths, group: "bodies"),
        Scenario.Key("warm_up"), Scenario.Key("spin", .flag), Scenario.Key("progress"),
    ]

    private static func read(_ text: String, given: [String] = []) throws -> [String] {
        let folder = TemporaryFolder()
        let path = folder.path.appending("s.json")
        FileBytes.write(Array(text.utf8), to: path)
        do {
            // The folder's name is another each time.
            return try Scenario(path: path.string, keys: keys, given: given).arguments.map {
                $0.replacing(folder.path.string, with: "HERE")
            }
        } catch {
            throw LoadFailure(error.code, error.message.replacing(folder.path.string, with: "HERE"))
        }
    }

    @Test func `members become options, and paths are the file's neighbours`() throws {
        let arguments = try Self.read(
            """
            {"description": "what it is for", "url": "http://127.0.0.1/", "rate": 500, "warm_up": "2s", "spin": true,
             "header": ["A: b", "C: d"], "csv": "../models/iris.csv"}
            """)
        #expect(
            arguments == [
                "--url=http://127.0.0.1/", "--rate=500", "--warm-up=2s", "--spin", "--header=A: b", "--header=C: d",
                "--csv=HERE/../models/iris.csv",
            ])
        #expect(
            try Self.read(#"{"body": ["a", "/b"], "steps": ["1:2s", "3:4s"], "spin": false}"#) == [
                "--body=HERE/a,/b", "--steps=1:2s,3:4s",
            ])
    }

    @Test func `what the command line has is left out, and what excludes it`() throws {
        let text = #"{"rate": 500, "csv": "a.csv", "header": "A: b", "warm_up": "2s"}"#
        #expect(try Self.read(text, given: ["--warm-up", "1s", "--body=x", "url"]) == ["--rate=500", "--header=A: b"])
        #expect(
            try Self.read(text, given: ["--steps", "1:1s", "--header", "C: d"]) == ["--csv=HERE/a.csv", "--warm-up=2s"])
        #expect(try Self.read(text, given: ["--", "--rate"]).count == 4, "operands are no options")
    }

    @Test(arguments: [
        (#"{"rte": 5}"#, #"HERE/s.json: there is no "rte" (did you mean rate?)"#),
        (#"{"rate": true}"#, #""rate": a text or a number"#),
        (#"{"spin": 1}"#, #""spin": true or false"#), (#"{"header": [1]}"#, #""header": a text or an array of texts"#),
        (#"{"csv": ["a"]}"#, #""csv": the path of a file"#), (#"{"body": []}"#, #""body": a text or an array"#),
        ("[]", "expected an object of options"), (#"{"rate": 1, "rate": 2}"#, "stands twice"), ("{", "is not JSON: byte 1"),
        (#"{"description": 1}"#, #""description": a text"#),
    ])
    func `what a scenario cannot say is refused by name`(text: String, words: String) {
        let failure = #expect(throws: LoadFailure.self) { try Self.read(text) }
        #expect(failure?.code == .usage && failure?.message.contains(words) == true, "\(String(describing: failure))")
    }

    @Test func `a scenario that is not there is the environment's fault`() {
        let failure = #expect(throws: LoadFailure.self) { try Scenario(path: "/nonexistent/s.json", keys: Self.keys, given: []) }
        #expect(failure?.code == .environment)
    }
}
