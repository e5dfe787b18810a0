import Base
import Codecs
import SystemPackage
import TestSupport
import Testing

/// Parts of a run that others do: by rows and by shards; laid end to end they are the whole.
struct ScorePartTests {
    @Test func `ranges of rows are those rows of the whole, across files`() throws {
        var random = TestSeed.random(0x7363_6f61)
        let fixture = try ScoreFixture()
        let table = ScoredTable(rowCount: 9_000, &random)
        var (a, b) = (table, table)
        a.rows = Array(table.rows[..<4_000])
        b.rows = Array(table.rows[4_000...])
        let inputs = [try fixture.file("a.csv", a.csv), try fixture.file("b.csv", b.csv)]
        let whole = fixture.scored(inputs + ["--keep", "id"]).split(separator: "\n")
        for (range, rows) in [
            ("1-1", 1...1), ("3999-4002", 3_999...4_002), ("8000-", 8_000...9_000), ("17", 17...17),
            ("8990-99999", 8_990...9_000),
        ] {
            let found = fixture.scored(inputs + ["--keep", "id", "--rows", range]).split(separator: "\n")
            #expect(Array(found) == [whole[0]] + Array(whole[rows]), "\(range)")
        }
        #expect(fixture.scored(inputs + ["--keep", "id", "--rows", "9001-"]).split(separator: "\n") == [whole[0]])
    }

    @Test(arguments: [1, 2, 3, 7, 40])
    func `shards laid end to end are the whole, whatever stands in quotes`(count: Int) throws {
        var random = TestSeed.random(0x7363_6f62)
        let fixture = try ScoreFixture()
        let inputs = try (0..<3).map {
            try fixture.file("in-\($0).csv", ScoredTable(rowCount: [500, 1, 800][$0], &random).csv)
        }
        let whole = fixture.scored(inputs + ["--keep", "id,note"])
        var joined = ""
        for index in 0..<count {
            joined += fixture.scored(
                inputs + ["--keep", "id,note", "--shard", "\(index)/\(count)"] + (index > 0 ? ["--no-output-header"] : []))
        }
        #expect(joined == whole)
    }

    @Test func `a compressed input belongs whole to the shard in which it begins`() throws {
        var random = TestSeed.random(0x7363_6f63)
        let fixture = try ScoreFixture()
        let inputs = try (0..<4).map { index in
            let path = try fixture.file("in-\(index).csv", ScoredTable(rowCount: 300, &random).csv)
            fixture.shell("gzip \(path)")
            return path + ".gz"
        }
        let whole = fixture.scored(inputs + ["--keep", "id"])
        for count in [2, 3, 9] {
            var joined = ""
            for index in 0..<count {
                joined += fixture.scored(
                    inputs + ["--keep", "id", "--shard", "\(index)/\(count)"] + (index > 0 ? ["--no-output-header"] : []))
            }
            #expect(joined == whole)
        }
    }

    @Test func `shards write outputs of their own names into one folder`() throws {
        var random = TestSeed.random(0x7363_6f64)
        let fixture = try ScoreFixture()
        let inputs = try (0..<2).map { try fixture.file("in-\($0).csv", ScoredTable(rowCount: 200, &random).csv) }
        for index in 0..<3 {
            #expect(
                fixture.scored(inputs + ["--output-folder", fixture.path("out"), "--no-output-header", "--shard", "\(index)/3"])
                    .isEmpty)
        }
        let names = try #require(FolderListing.names(in: FilePath(fixture.path("out"))))
        for input in 0..<2 {
            let parts = names.filter { $0.hasPrefix("in-\(input).scored-") }.sorted()
            let whole = fixture.scored([inputs[input], "--no-output-header"])
            #expect(parts.map { fixture.text("out/\($0)") }.joined() == whole)
        }
    }

    @Test func `streams have no shards, and rows and shards are two ways`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", "age,income,city\n1,2,Oslo\n")
        for (arguments, message) in [
            (["-", "--shard", "0/2"], "--shard reads files"), ([input, "--shard", "0/2", "--rows", "1-2"], "give one of them"),
            ([input, "--shard", "2/2"], "I from 0 to N - 1"), ([input, "--rows", "0-2"], "counted from 1"),
        ] {
            let result = fixture.score(arguments)
            #expect(result.exitCode == 2 && result.error.contains(message), "\(result.error)")
        }
    }
}
