import Base
import Bundles
import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Several inputs, and the ways to name them.
struct ScoreInputTests {
    private static let header = "age,income,city\n"

    private func rows(_ numbers: Range<Int>) -> String { numbers.map { "\($0),\($0 * 100),Oslo\n" }.joined() }

    @Test func `files, patterns and lists are scored in order, as one table`() throws {
        let fixture = try ScoreFixture()
        let a = try fixture.file("part-1.csv", Self.header + rows(0..<40))
        let b = try fixture.file("part-2.csv", Self.header + rows(40..<41))
        let c = try fixture.file("part-3.csv", Self.header)
        let d = try fixture.file("part-[4].csv", Self.header + rows(41..<99))
        let whole = fixture.scored([try fixture.file("whole.csv", Self.header + rows(0..<99)), "--keep", "age"])
        #expect(fixture.scored([a, b, c, d, "--keep", "age"]) == whole)
        #expect(fixture.scored([fixture.path("part-*.csv"), "--keep", "age"]) == whole)
        #expect(fixture.scored([fixture.path("part-[12].csv"), c, d, "--keep", "age"]) == whole)
        let list = try fixture.file("list", "\(b)\r\n\n\(c)\n\(d)")
        #expect(fixture.scored([a, "--files-from", list, "--keep", "age"]) == whole)
        let piped = fixture.score([a, "--files-from", "-", "--keep", "age", "--summary", "none"], input: FilePath(list))
        #expect(piped.output == whole)
    }

    @Test func `inputs that cannot be used end the run before anything is written`() throws {
        let fixture = try ScoreFixture()
        let good = try fixture.file("good.csv", Self.header + rows(0..<3))
        let other = try fixture.file("other.csv", "city,age,income\nOslo,1,2\n")
        let output = ["-o", fixture.path("out.csv")]
        let cases: [([String], Int32, String)] = [
            ([good, fixture.path("gone.csv")], 5, "gone.csv: cannot be opened"), ([fixture.path("x*.csv")], 5, "matches no file"),
            ([good, "-"], 2, "standard input (-) is an input by itself"),
            ([good, other], 3, "other.csv: has other columns than \(good)"),
            (["--files-from", try fixture.file("empty", "\n")], 2, "there is no input"),
            (["--files-from", fixture.path("nolist")], 5, "nolist: cannot be opened"), ([], 2, "Missing expected argument"),
            ([good, "--output-folder", fixture.path("out")], 2, "give one of them"),
        ]
        for (arguments, code, message) in cases {
            let result = fixture.score(arguments + output)
            #expect(result.exitCode == code && result.error.contains(message), "\(arguments): \(result.exitCode) \(result.error)")
        }
        #expect(fixture.names == ["empty", "good.csv", "other.csv"])
    }

    @Test func `a folder gets one output for each input, in its form`() throws {
        let fixture = try ScoreFixture()
        let a = try fixture.file("a.csv", Self.header + rows(0..<5))
        let b = try fixture.file("b.csv", "city,age,income\nOslo,1,2\n")
        let empty = try fixture.file("c.csv", Self.header)
        let folder = fixture.path("out")
        #expect(fixture.scored([a, b, empty, "--output-folder", folder, "--margin"]).isEmpty)
        #expect(FolderListing.names(in: FilePath(folder)) == ["a.scored.csv", "b.scored.csv", "c.scored.csv"])
        #expect(fixture.text("out/a.scored.csv") == fixture.scored([a, "--margin"]))
        #expect(fixture.text("out/b.scored.csv") == fixture.scored([b, "--margin"]))
        #expect(fixture.text("out/c.scored.csv") == "prediction,probability,margin\n")
        fixture.shell("gzip -k \(a)")
        #expect(fixture.scored([a + ".gz", "--output-folder", folder, "--margin"]).isEmpty)
        #expect(fixture.output(of: "gzip -dc \(folder)/a.scored.csv.gz") == fixture.bytes("out/a.scored.csv"))
        #expect(
            fixture.scored([a, "--output-folder", folder, "--output-format", "ndjson", "--output-compression", "gzip"]).isEmpty)
        #expect(fixture.output(of: "gzip -dc \(folder)/a.scored.ndjson.gz").starts(with: Array("{\"prediction\":".utf8)))
        fixture.shell("mkdir \(fixture.path("sub")) && cp \(a) \(fixture.path("sub"))")
        let clash = fixture.score([a, fixture.path("sub/a.csv"), "--output-folder", folder])
        #expect(clash.exitCode == 2 && clash.error.contains("would both be scored to a.scored.csv"), "\(clash.error)")
    }

    @Test func `a failure in a later input leaves the outputs of the earlier ones and nothing of its own`() throws {
        let fixture = try ScoreFixture()
        let a = try fixture.file("a.csv", Self.header + rows(0..<5))
        let bad = try fixture.file("b.csv", Self.header + "1,many,Oslo\n")
        let result = fixture.score([a, bad, "--output-folder", fixture.path("out")])
        #expect(result.exitCode == 3 && result.error.contains("b.csv, line 2, column income"), "\(result.error)")
        #expect(FolderListing.names(in: FilePath(fixture.path("out"))) == ["a.scored.csv"])
    }

    @Test func `rows are answered one by one when the other end of a pipe waits`() throws {
        let fixture = try ScoreFixture()
        let pipe = fixture.folder.path.appending("pipe")
        #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
        let writer = try FileDescriptor.open(pipe, .readWrite)
        let program = Program(
            "score", [fixture.bundle, "-", "--flush-lines", "--keep", "age", "--progress", "none", "--summary", "none"],
            input: pipe)
        try writer.writeAll(Self.header.utf8)
        for row in 0..<20 {
            try writer.writeAll("\(row),1,Oslo\n".utf8)
            if row == 0 { #expect(program.readLine() == "age,prediction,probability") }
            #expect(program.readLine()?.hasPrefix("\(row),") == true)
        }
        program.signal(SIGTERM)
        #expect(program.waitForExit() == 6)
        try writer.close()
    }

    @Test func `CSV without a header and with another delimiter is read by place`() throws {
        let fixture = try ScoreFixture()
        let whole = fixture.scored([try fixture.file("a.csv", Self.header + rows(0..<20)), "--margin"])
        let bare = try fixture.file("bare.csv", rows(0..<20))
        #expect(fixture.scored([bare, "--no-header", "--margin"]) == whole)
        let semicolons = try fixture.file("b.csv", rows(0..<20).replacing(",", with: ";"))
        #expect(fixture.scored([semicolons, "--no-header", "--delimiter", ";", "--margin"]) == whole)
        let tabs = try fixture.file("t.tsv", (Self.header + rows(0..<20)).replacing(",", with: "\t"))
        #expect(fixture.scored([tabs, "--margin"]) == whole)
        let wide = try fixture.file("w.csv", (0..<20).map { "id\($0),\($0),\($0 * 100),Oslo,x\n" }.joined())
        #expect(fixture.scored([wide, "--no-header", "--margin", "--input-filter", "$[1:4]"]) == whole)
        let kept = fixture.scored([wide, "--no-header", "--id", "1", "--keep", "5", "--input-filter", "$[:-1]"])
        #expect(kept.hasPrefix("column_1,column_5,prediction,probability\nid0,x,"))
        let refused = fixture.score([wide, "--no-header"])
        #expect(
            refused.exitCode == 3 && refused.error.contains("has 5 columns without names; the model reads 3 features"),
            "\(refused.error)")
    }

    @Test func `every form of input gives the same predictions`() throws {
        let fixture = try ScoreFixture()
        let numbers = (0..<500).map { (Double($0) / 4, Double($0 * 37 % 800) * 100) }
        let csv = try fixture.file("a.csv", Self.header + numbers.map { "\($0.0),\($0.1),\n" }.joined())
        let expected = fixture.scored([csv, "--margin"])
        let objects = numbers.map { "{\"income\": \($0.1), \"age\":\($0.0),\"city\":null}\n" }.joined()
        #expect(fixture.scored([try fixture.file("a.ndjson", objects), "--margin"]) == expected)
        let arrays = try fixture.file("b.jsonl", numbers.map { "[\($0.0), \($0.1), null]\n" }.joined())
        #expect(fixture.scored([arrays, "--margin"]) == expected)
        let wide = try fixture.file("c.jsonl", numbers.map { "[\"id\",\($0.0), \($0.1), null, 7]\n" }.joined())
        #expect(fixture.scored([wide, "--margin", "--input-filter", "$[1,2,3]"]) == expected)
        let values = numbers.flatMap { [Float($0.0), Float($0.1), .nan] }
        let raw = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        let matrix = try fixture.file("m.raw", raw)
        #expect(fixture.scored([matrix, "--margin", "--input-format", "raw", "--raw-columns", "3"]) == expected)
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (500, 3), }"
        let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        let npy = try fixture.file("m.npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + raw)
        #expect(fixture.scored([npy, "--margin"]) == expected)
        #expect(
            fixture.scored([npy, "--margin", "--rows", "1-250"])
                + fixture.scored([npy, "--margin", "--rows", "251-", "--no-output-header"]) == expected)
    }

    @Test func `whole JSON records are joined with what the model says of them`() throws {
        let fixture = try ScoreFixture(.regression)
        let input = try fixture.file("a.ndjson", "{ \"id\": 7, \"age\": 3 }\n[1,2,null]\n")
        let lines = fixture.scored([input, "--join-source", "input", "--output-format", "ndjson"]).split(separator: "\n")
        #expect(lines[0].hasPrefix("{ \"id\": 7, \"age\": 3 ,\"SageMakerOutput\":{\"prediction\":"))
        #expect(lines[1].hasPrefix("{\"SageMakerInput\":[1,2,null],\"SageMakerOutput\":{\"prediction\":"))
        let chosen = fixture.scored(
            [input, "--join-source", "input", "--output-format", "ndjson", "--output-filter", "$['id','SageMakerOutput']"])
        #expect(chosen.hasPrefix("{\"id\":7,\"SageMakerOutput\":{\"prediction\":"))
        #expect(fixture.scored([input, "--id", "id"]).hasPrefix("id,prediction\n7,"))
        let refused = fixture.score([input, "--keep-all"])
        #expect(refused.exitCode == 2 && refused.error.contains("in NDJSON output only"), "\(refused.error)")
    }

    @Test func `an input of nothing is a table of no rows where columns have no names`() throws {
        let fixture = try ScoreFixture()
        let empty = try fixture.file("empty.csv", "")
        #expect(
            fixture.scored([empty, "--no-header", "--keep", "2"])
                == "column_1,column_2,prediction,probability\n".replacing("column_1,", with: ""))
        #expect(fixture.score([empty]).exitCode == 3)
    }
}
