import Bundles
import Glibc
import SystemPackage
import Tabular
import TestSupport
import Testing

/// Tables that cannot be trained on: the answer says where, what was found and what is accepted, and nothing is written.
@Suite struct TrainInputTests {
    let fixture = TrainFixture()

    struct BadTable: CustomTestStringConvertible, Sendable {
        var name: String
        var bytes: [UInt8]
        var options: [String] = []
        /// Behind the file's name.
        var message: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ message: String, options: [String] = []) {
            (self.name, self.bytes, self.options, self.message) = (name, Array(text.utf8), options, message)
        }
    }

    /// Rows past the window in which types are inferred.
    private static let textLate: String = "a,y\n" + (0..<10_050).map { "\($0 % 13),\($0 % 2)\n" }.joined() + "12x,1\n"

    private static let manyClasses: String = "a,y\n" + (0..<1_002).map { "1,c\($0)\n" }.joined()

    static let malformed: [BadTable] = [
        BadTable(
            "too few fields", "a,b,y\n1,2,0\n1,2\n3,4,1\n",
            ", line 3: found 2 fields, the header has 3; every record must have as many fields as the header"),
        BadTable("too many fields", "a,b,y\n1,2,0\n1,2,3,4\n", ", line 3: found 4 fields, the header has 3"),
        BadTable("a quote that is left open", "a,y\n1,0\n\"2,1\n3,0\n", ", line 3, column a: "),
        BadTable("text behind a closing quote", "a,y\n1,0\n\"2\"x,1\n", ", line 3, column a: "),
        BadTable(
            "a column name twice", "a,b,a,y\n1,2,3,0\n",
            ", line 1, column 3: the header has the name \"a\" twice, first in column 1"),
        BadTable("an empty column name", "a,,y\n1,2,0\n", ", line 1, column 2: "),
    ]

    static let unusable: [BadTable] = [
        BadTable(
            "a target that is not there", "a,b\n1,2\n",
            ": --target names the column \"y\", which is not there; the columns are a, b"),
        BadTable(
            "a constant target", "a,y\n1,0\n2,0\n3,0\n", ", column y: the target is constant: every row has \"0\"; at least two"),
        BadTable(
            "a constant number to predict", "a,y\n1,2\n2,2.0\n", ", column y: the target is constant",
            options: ["--task", "regression"]),
        BadTable("a target without values", "a,y\n1,\n2,NA\n3,?\n", ", column y: every value is missing; a target with values"),
        BadTable(
            "text in a column of numbers", textLate,
            ", line 10052, column a: found \"12x\" where a number belongs; its first 10000 records are numbers"),
        BadTable(
            "text in a column that was said to be numeric", "a,y\n1,0\nOslo,1\n",
            ", line 3, column a: found \"Oslo\" where a number belongs; the column was said to be numeric",
            options: ["--numeric", "a"]),
        BadTable("a NUL byte", "a,y\n1,0\n2\u{0}3,1\n", ", line 3, column a: "),
        BadTable("no byte", "", ": the file is empty; a CSV file with a header line is accepted"),
        BadTable("a header and no record", "a,b,y\n", ": the file has a header and no records; at least one record is needed"),
        BadTable("a target without a feature", "y\n1\n2\n", ": no column is left as a feature; at least one is needed"),
        BadTable("features without a value", "a,y\n,0\n,1\n", ": no column has values to learn from"),
        BadTable(
            "a target that cannot be a number", "a,y\n1,2\n2,many\n",
            ", line 3, column y: found \"many\" where the target's number belongs; numbers are accepted for regression",
            options: ["--task", "regression"]),
        BadTable(
            "an infinite target", "a,y\n1,2.5\n2,-inf\n3,1.5\n",
            ", line 3, column y: the target is \"-inf\"; numbers up to 3.4e38 are accepted"),
        BadTable(
            "a target whose square overflows", "a,y\n1,2.5\n2,3\n3,1e31\n4,1.5\n",
            ", line 4, column y: found 1e+31; targets of at most 1e+30 in magnitude are accepted"),
        BadTable(
            "three classes for a binary task", "a,y\n1,u\n2,v\n3,w\n", ", column y: a binary task has two",
            options: ["--task", "binary"]),
        BadTable(
            "more classes than there may be", manyClasses,
            ", line 2, column y: the target has"),
        BadTable(
            "a positive class that is not there", "a,y\n1,u\n2,v\n", ", column y: there is no class \"w\"; the classes are u, v",
            options: ["--positive-class", "w"]),
        BadTable(
            "an ignored column that is not there", "a,y\n1,0\n2,1\n", ": --ignore names the column \"b\", which is not there",
            options: ["--ignore", "b"]),
        BadTable(
            "nothing left to validate on", "a,y\n1,0\n2,1\n", ": no row is held out for validation",
            options: ["--early-stopping", "3"]),
    ]

    static let tables = malformed + unusable

    @Test(arguments: tables) func `a bad table is refused with the place, what was found and what is accepted`(table: BadTable) {
        let path = fixture.file(table.bytes)
        let result = fixture.train(path, table.options)
        #expect(result.exitCode == 3, "\(result.error)")
        #expect(result.error.hasPrefix("train: error: \(path)" + table.message), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1 && result.output.isEmpty, "\(result.error)")
        #expect(fixture.entries().isEmpty)
    }

    @Test(arguments: tables.filter { $0.options.isEmpty && !$0.bytes.isEmpty })
    func `the same table packed is refused in the same words`(table: BadTable) {
        let path = fixture.gzip(fixture.file(table.bytes))
        let result = fixture.train(path)
        #expect(result.exitCode == 3 && result.error.hasPrefix("train: error: \(path)" + table.message), "\(result.error)")
        #expect(fixture.entries().isEmpty)
    }

    @Test func `text that is not UTF-8 is refused`() {
        let path = fixture.file([0x61, 0x2C, 0x79, 0x0A, 0xFF, 0x2C, 0x31, 0x0A])
        let result = fixture.train(path)
        #expect(result.exitCode == 3)
        #expect(result.error == "train: error: \(path), line 2, column a: the text is not valid UTF-8; UTF-8 is accepted\n")
    }

    @Test func `a gzip file that is cut or damaged is refused`() throws {
        let whole = FileBytes.read(fixture.gzip(fixture.file(TrainTable.classes(rowCount: 500)))) ?? []
        try #require(whole.count > 100)
        for count in [2, 9, whole.count / 2, whole.count - 1] {
            let result = fixture.train(fixture.file(Array(whole[..<count]), "cut.csv.gz"))
            #expect(result.exitCode == 3 && result.error.contains("cut.csv.gz: the gzip stream is cut off"), "\(result.error)")
        }
        var damaged = whole
        damaged[whole.count / 2] ^= 0x55
        let result = fixture.train(fixture.file(damaged, "damaged.csv.gz"))
        #expect(result.exitCode == 3 && result.error.hasPrefix("train: error: "), "\(result.error)")
        #expect(fixture.entries().isEmpty)
    }

    @Test func `what is no file, or cannot be read twice, is told apart`() {
        let pipe = fixture.folder.path.appending("pipe")
        #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
        let cases: [(FilePath, Int32, String)] = [
            (fixture.folder.path.appending("none.csv"), 5, "none.csv: cannot be opened: No such file or directory (open)"),
            (fixture.folder.path, 5, " is a folder; a CSV file, plain or gzip, is accepted"),
            ("-", 2, "standard input cannot be trained on: the table is read twice, so a file on a disk is accepted"),
            (pipe, 2, "pipe is no plain file: the table is read twice, so a file on a disk is accepted"),
            ("/dev/null", 2, "/dev/null is no plain file"),
        ]
        for (path, code, message) in cases {
            let result = fixture.train(path)
            #expect(result.exitCode == code && result.error.contains(message), "\(path): \(result.exitCode) \(result.error)")
        }
        #expect(fixture.entries().isEmpty)
    }

    @Test func `a bad validation file is refused with its own name, and nothing is written`() {
        let table = fixture.file(
            "a,city,y\n" + (0..<60).map { "\($0 % 7),\($0 % 3 == 0 ? "Oslo" : "Rome"),\($0 % 2)\n" }.joined())
        let cases: [(String, String)] = [
            ("a,y\n1,0\n", ": the header lacks \"city\"; every column of the training table is needed"),
            ("a,city\n1,Oslo\n", ": the target \"y\" is not there; the columns are a, city"),
            ("a,city,y\n1,Oslo,2\n", ", line 2, column y: found \"2\", which is no class of the model; accepted: 0, 1"),
            ("a,city,y\n1,Oslo,0\nx,Oslo,1\n", ", line 3, column a: found \"x\" where a number or a missing marker is accepted"),
            ("a,city,y\n1,Oslo,\n", ": no record has a target; at least one is needed to validate on"),
            ("a,city,y\n1,Oslo\n", ", line 2: found 2 fields, the header has 3"),
            ("", ": the file is empty"),
        ]
        for (text, message) in cases {
            let path = fixture.file(text, "validation.csv")
            let result = fixture.train(table, ["--validation", path.string])
            #expect(result.exitCode == 3, "\(result.error)")
            #expect(result.error.hasPrefix("train: error: \(path)" + message), "\(result.error)")
        }
        #expect(fixture.train(table, ["--validation", fixture.folder.path.appending("none").string]).exitCode == 5)
        #expect(fixture.entries().isEmpty)
    }

    @Test func `warnings are told and training goes on`() throws {
        let text =
            "id,constant,empty,a,y\n"
            + (0..<2_000).map { "\($0),7,,\($0 % 19),\($0 % 100 == 5 ? "" : $0 % 19 > 8 ? "u" : "v")\n" }.joined()
        let result = fixture.train(fixture.file(text), ["--trees", "3"])
        #expect(result.exitCode == 0)
        let lines = result.error.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("train: warning: ") })
        for part in [
            "column y: 20 of 2000 records have no target and are left out", "column id: looks like an identifier",
            "--ignore id leaves it out", "column constant: every value is the same",
            "column empty: every value is missing; the column is left out",
        ] {
            #expect(result.error.contains(part), "\(part) in \(result.error)")
        }
        let manifest = try fixture.bundle().manifest
        #expect(manifest.contract.features.map(\.name) == ["id", "constant", "a"])
        #expect(manifest.provenance.rowCount == 1_980)
    }

    @Test func `names and classes that no manifest takes are refused with their place`() {
        let long = String(repeating: "x", count: 65_537)
        for (text, message) in [
            ("\(long),y\n1,0\n2,1\n", ", line 1, column 1: the header's name has 65537 bytes; at most 65536 are accepted\n"),
            ("a,y\n1,b\n2,\(long)\n3,b\n", ", line 3, column y: a class has 65537 bytes; at most 65536 are accepted\n"),
        ] {
            let path = fixture.file(text)
            let result = fixture.train(path, ["--validation-share", "0"])
            #expect(result.exitCode == 3 && result.error == "train: error: \(path)" + message, "\(result.error)")
        }
        #expect(fixture.entries().isEmpty)
    }

    @Test func `more text of categories than a manifest has room for is refused with the largest column`() {
        // Nine columns of 64 long texts each: every column fits, all together do not.
        let names = (0..<9).map { "c\($0)" }
        let long = String(repeating: "x", count: 62_000)
        var text = (names + ["y"]).joined(separator: ",") + "\n"
        for row in 0..<64 { text += String(repeating: "\(row)\(long),", count: 9) + "\(row % 2)\n" }
        let path = fixture.file(text)
        let result = fixture.train(path)
        #expect(result.exitCode == 3)
        #expect(result.error.hasPrefix("train: error: \(path), column c"), "\(result.error)")
        #expect(result.error.contains("at most 33554432 are accepted; --ignore c"), "\(result.error)")
        #expect(fixture.entries().isEmpty)
    }

    @Test func `nothing of a table reaches the terminal as a control character`() {
        let escape = "\u{1B}[2J"
        let table = fixture.file("a\(escape),y\n" + (0..<60).map { "\($0 % 7),\($0 % 2 == 0 ? "u" : escape)\n" }.joined())
        let good = fixture.train(table, ["--trees", "2"])
        #expect(good.exitCode == 0 && good.output.contains("\\u{1b}[2J") && !good.output.contains(escape))
        let bad = fixture.train(table, ["--trees", "2", "--ignore", "b"])
        #expect(bad.exitCode == 3 && bad.error.contains("a\\u{1b}[2J") && !bad.error.contains(escape), "\(bad.error)")
    }

    @Test func `a forest that learned nothing says so`() {
        let result = fixture.train(fixture.file("a,y\n" + (0..<10).map { "\($0),\($0 % 2)\n" }.joined()))
        #expect(result.exitCode == 0)
        #expect(result.error.contains("warning: the forest has no split") && result.error.contains("--min-child-rows 20"))
    }

    @Test func `a packed table gives the forest of the plain one, and its own sha256`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 500))
        #expect(fixture.train(table, ["--trees", "10"]).exitCode == 0)
        #expect(fixture.train(fixture.gzip(table), ["--trees", "10"]).exitCode == 0)
        let (plain, packed) = (fixture.files(1), fixture.files(2))
        #expect(plain["forest.bin"] == packed["forest.bin"] && plain["baseline.json"] == packed["baseline.json"])
        let provenance = try [1, 2].map { try fixture.bundle($0).manifest.provenance }
        #expect(provenance[0].dataSHA256 != provenance[1].dataSHA256)
        #expect(provenance.map(\.dataName) == ["table.csv", "table.csv.gz"])
        let sum = Program.run("/bin/sh", ["-c", "sha256sum \(table) \(table).gz | cut -c 1-64"])
        #expect(sum.output == provenance.map { $0.dataSHA256 + "\n" }.joined())
    }
}
