import Base
import BundleTestSupport
import Bundles
import Codecs
import Forest
import SystemPackage
import TestSupport
import Testing

/// The forms of the output: what is in a column says the same in each.
struct ScoreOutputTests {
    private static let table = "id,age,income,city,note\nx1,30,1000,Oslo,\"a \"\"b\"\"\"\nx2,,2e3,Rome,\nx3,41.5,,Nowhere,7\n"

    private func objects(_ text: String) throws -> [[(name: String, reader: JSONReader)]] {
        try text.split(separator: "\n").map { try JSONReader(JSONValue.parse(Array($0.utf8))).members() }
    }

    @Test(arguments: Manifest.Task.allCases)
    func `NDJSON says what CSV says, by the names that the endpoint uses`(task: Manifest.Task) throws {
        let fixture = try ScoreFixture(task)
        let input = try fixture.file("in.csv", Self.table)
        let arguments = [input, "--margin", "--leaf-ids", "--keep", "id,age,note"]
        let csv = fixture.scored(arguments).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let lines = try objects(fixture.scored(arguments + ["--output-format", "ndjson"]))
        #expect(lines.count == 3)
        let names =
            ["id", "age", "note", "prediction"]
            + (task == .binary ? ["probability"] : task == .multiclass ? ["probabilities"] : [])
        for (line, row) in zip(lines, csv.dropFirst()) {
            #expect(line.map(\.name) == names + ["margin", "leaf_ids"])
            var values: [String] = []
            for member in line.dropFirst(3) {
                switch member.reader.value {
                case .string(let text), .number(let text): values.append(text)
                case .object(let inner): values += try inner.map { "\(try JSONReader($0.value).double())" }
                case .array(let elements): values += try elements.map { "\(try JSONReader($0).int())" }
                default: Issue.record("\(member)")
                }
            }
            #expect(values.map(Self.rounded) == row.suffix(values.count).map { Self.rounded(String($0)) })
        }
        #expect(lines[0][2].reader.value == .string("a \"b\"") && lines[0][1].reader.value == .number("30"))
        #expect(lines[1][1].reader.value == .null && lines[2][2].reader.value == .number("7"))
    }

    /// The same text for the same float.
    private static func rounded(_ text: String) -> String { NumberParser.double(text).map { "\(Float($0))" } ?? text }

    @Test(arguments: Manifest.Task.allCases)
    func `a matrix holds the numbers of CSV, a class as its index and NaN where there is no prediction`(task: Manifest.Task)
        throws
    {
        let fixture = try ScoreFixture(task)
        let input = try fixture.file("in.csv", Self.table + "x4,many,1,Oslo,\n")
        let arguments = [input, "--margin", "--leaf-ids", "--on-bad-row", "null", "--summary", "none"]
        let csv = fixture.scored(arguments).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(fixture.score(arguments + ["-o", fixture.path("out.npy")]).exitCode == 0)
        let bytes = try #require(fixture.bytes("out.npy"))
        let columnCount = csv[0].count
        #expect(
            String(decoding: bytes[10..<128], as: UTF8.self).contains(
                "'descr': '<f4', 'fortran_order': False, 'shape': (4, \(columnCount))"))
        #expect(bytes.count == 128 + 4 * 4 * columnCount)
        let classes = fixture.model.manifest.target.classes
        for row in 0..<4 {
            for column in 0..<columnCount {
                let place = 128 + 4 * (row * columnCount + column)
                let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
                let text = String(csv[row + 1][column])
                if row == 3 {
                    #expect(Float(bitPattern: bits).isNaN && (text.isEmpty || text == "\"\""))
                } else if task != .regression, column == 0 {
                    #expect(Float(bitPattern: bits) == Float(classes.firstIndex(of: text)!))
                } else {
                    #expect(bits == Float(text)?.bitPattern)
                }
            }
        }
    }

    @Test func `a matrix cannot be compressed, a stream, or hold input columns`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        for (arguments, message) in [
            (["-o", fixture.path("x.npy.gz")], "cannot be compressed"), (["--output-format", "npy"], "cannot be a stream"),
            (["-o", fixture.path("x.npy"), "--keep", "id"], "numbers of the model only"),
        ] {
            let result = fixture.score([input] + arguments)
            #expect(result.exitCode == 2 && result.error.contains(message), "\(result.error)")
        }
        #expect(fixture.names == ["in.csv"])
    }

    @Test(arguments: [("gz", "gzip -dc"), ("zst", "zstd -dcq")])
    func `compressed output is the plain one, for any number of threads the same bytes`(ending: String, unpack: String) throws {
        var random = TestSeed.random(0x7363_6f51)
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", ScoredTable(rowCount: 30_000, &random).csv)
        let plain = fixture.scored([input, "--keep-all"])
        var first: [UInt8]?
        for threads in ["1", "2", "5"] {
            #expect(fixture.scored([input, "--keep-all", "-o", fixture.path("out.csv.\(ending)"), "--threads", threads]).isEmpty)
            let found = fixture.bytes("out.csv.\(ending)")
            if first == nil { first = found }
            #expect(found == first)
        }
        if ending == "gz" || InstalledProgram.path("zstd") != nil {
            #expect(fixture.output(of: "\(unpack) \(fixture.path("out.csv.\(ending)"))") == Array(plain.utf8))
        }
    }

    @Test func `a header can be left out`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        let whole = fixture.scored([input])
        #expect(
            fixture.scored([input, "--no-output-header"]) == whole.split(separator: "\n").dropFirst().map { $0 + "\n" }.joined())
    }
}

extension ScoreOutputTests {
    @Test func `an id comes first and is no feature`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        #expect(fixture.scored([input, "--id", "id", "--keep", "city"]).hasPrefix("id,city,prediction,probability\nx1,Oslo,"))
        #expect(fixture.score([input, "--id", "nobody"]).exitCode == 2)
        #expect(
            fixture.score([input, "--id", "id", "--policy", "strict", "--keep", "note", "--on-bad-row", "null"]).exitCode == 0)
        let without = fixture.score([input, "--id", "age"])
        #expect(without.exitCode == 0 && without.error.contains("lacks \"age\""), "\(without.error)")
    }

    @Test func `SageMaker's filters select what goes in and what comes out`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        let all = fixture.scored([input, "--keep-all"]).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let joined = [input, "--join-source", "input"]
        #expect(fixture.scored(joined) == fixture.scored([input, "--keep-all"]))
        #expect(
            fixture.scored(joined + ["--output-filter", "$[0,-1]"])
                == all.map { "\($0[0]),\($0[$0.count - 1])\n" }.joined())
        #expect(
            fixture.scored(joined + ["--output-filter", "$['probability','id']"])
                == all.map { "\($0[$0.count - 1]),\($0[0])\n" }.joined())
        #expect(fixture.scored([input, "--output-filter", "$[0]"]) == all.map { "\($0[5])\n" }.joined())
        // A feature that does not go in is one that the input lacks.
        let narrowed = fixture.score([input, "--input-filter", "$['age','income']"])
        #expect(narrowed.error.contains("lacks \"city\""), "\(narrowed.error)")
        #expect(
            fixture.scored([input, "--input-filter", "$[1:4]"]) == fixture.scored([input]))
        for (arguments, message) in [
            (["--input-filter", "$[?(@.age)]"], "of JSONPath the forms that select columns are accepted"),
            (["--output-filter", "$[7]"], "--output-filter: $[7]: there is no column 7; there are 2, the first is 0"),
            (["--input-filter", "$.nobody"], "--input-filter: $.nobody: there is no column \"nobody\""),
            (["--join-source", "input", "--keep", "id"], "do not go with it"),
        ] {
            let result = fixture.score([input] + arguments)
            #expect(result.exitCode == 2 && result.error.contains(message), "\(result.error)")
        }
    }

    @Test func `the join of CSV as NDJSON has the model's answer under SageMakerOutput`() throws {
        let fixture = try ScoreFixture(.regression)
        let input = try fixture.file("in.csv", Self.table)
        let lines = fixture.scored([input, "--join-source", "input", "--output-format", "ndjson"]).split(separator: "\n")
        #expect(
            lines[0].hasPrefix(
                "{\"id\":\"x1\",\"age\":30,\"income\":1000,\"city\":\"Oslo\",\"note\":\"a \\\"b\\\"\",\"SageMakerOutput\":{\"prediction\":"
            ))
        let values = fixture.scored(
            [input, "--join-source", "input", "--output-format", "ndjson", "--output-filter", "$.SageMakerOutput"])
        #expect(values.split(separator: "\n")[0].hasPrefix("{\"prediction\":"))
        let chosen = fixture.scored(
            [input, "--join-source", "input", "--output-format", "ndjson", "--output-filter", "$['id','SageMakerOutput']"])
        #expect(chosen.hasPrefix("{\"id\":\"x1\",\"SageMakerOutput\":{\"prediction\":"))
    }

    @Test func `help suffices`() {
        let result = Program.run("score", ["--help"], environment: ["COLUMNS": "100"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/score.txt")
    }
}
