import Base
import Bundles
import Codecs
import SystemPackage
import TestSupport
import Testing

/// Rows that are refused: what becomes of them, where they are listed, how many are borne.
struct ScoreRejectTests {
    private static let table =
        "id,age,income,city\na,30,1,Oslo\nb,31,\"two\nlines\",Rome\nc,old,many,Oslo\nd,1,2\ne,33,4,Oslo\nf,1,2,3,4,5\ng,34,5,Rome\n"

    @Test func `the reject file says line, row, column, reason and value`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        let result = fixture.score([input, "--on-bad-row", "skip", "--rejects", fixture.path("bad.csv"), "--keep", "id"])
        #expect(result.exitCode == 0, "\(result.error)")
        #expect(result.output.split(separator: "\n").map { $0.prefix(2) } == ["id", "a,", "e,", "g,"])
        let expected = [
            "input,line,row,column,reason,value", "\(input),3,2,income,wrong_type,\"two\nlines\"",
            "\(input),5,3,age,wrong_type,old",
            "\(input),5,3,income,wrong_type,many", "\(input),6,4,,\"malformed: found 3 fields, the others have 4\",\"d,1,2\"",
            "\(input),8,6,,\"malformed: found 6 fields, the others have 4\",\"f,1,2,3,4,5\"", "",
        ]
        #expect(fixture.text("bad.csv") == expected.joined(separator: "\n"))
        #expect(
            result.error.contains("refused by policy observe: 4 rows, left out") && result.error.contains("malformed: 2"),
            "\(result.error)")
    }

    @Test func `rows that are no records are null too, and end the run where they must`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        let empty = fixture.score([input, "--on-bad-row", "null", "--keep", "id", "--summary", "none"])
        #expect(empty.exitCode == 0 && empty.output.split(separator: "\n", omittingEmptySubsequences: false).count == 9)
        #expect(empty.output.split(separator: "\n")[4] == ",,")
        let fixed = try fixture.file("short.csv", "age,income,city\n1,2\n")
        let ended = fixture.score([fixed])
        #expect(ended.exitCode == 3 && ended.error.contains("short.csv, line 2"), "\(ended.error)")
    }

    @Test func `the reject file is bounded, what is beyond is counted`() throws {
        var random = TestSeed.random(0x7363_6f71)
        let fixture = try ScoreFixture()
        var table = ScoredTable(rowCount: 20_000, &random)
        for row in table.rows.indices where row % 2 == 0 { table.rows[row][3] = "many" }
        let input = try fixture.file("in.csv", table.csv)
        for threads in ["1", "4"] {
            let result = fixture.score(
                [
                    input, "-o", "/dev/null", "--on-bad-row", "skip", "--rejects", fixture.path("bad.csv"), "--rejects-max",
                    "777", "--threads", threads,
                ])
            #expect(result.exitCode == 0)
            #expect(fixture.text("bad.csv").split(separator: "\n").count == 778)
            #expect(result.error.contains("reject file: 777 lines, 9,223 more are only counted"), "\(result.error)")
        }
    }

    @Test func `too many bad rows fail the run, by number or by share`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table)
        let base = [input, "-o", fixture.path("out.csv"), "--on-bad-row", "skip", "--bad-rows-max"]
        for (limit, code) in [("4", Int32(0)), ("3", 3), ("0", 3), ("60%", 0), ("57%", 3), ("0%", 3)] {
            let result = fixture.score(base + [limit])
            #expect(result.exitCode == code, "\(limit): \(result.error)")
            if code == 3 {
                #expect(
                    result.error.contains(
                        "4 rows of 7 were refused, --bad-rows-max accepts \(limit.hasSuffix("%") ? "\(Double(limit.dropLast())!)%" : limit)"
                    ), "\(result.error)")
            }
        }
        #expect(fixture.score(base + ["many"]).exitCode == 2)
    }

    @Test func `a report puts distributions beside the baseline's`() throws {
        var random = TestSeed.random(0x7363_6f72)
        for task in [true, false] {
            let fixture = try ScoreFixture(task ? .binary : .multiclass)
            let input = try fixture.file("in.csv", ScoredTable(rowCount: 6_000, &random).csv)
            var pages: [String] = []
            for threads in ["1", "3"] {
                let result = fixture.score(
                    [
                        input, "-o", "/dev/null", "--report", fixture.path("report.html"), "--threads", threads, "--on-bad-row",
                        "skip",
                    ])
                #expect(result.exitCode == 0, "\(result.error)")
                pages.append(fixture.text("report.html"))
            }
            for text in ["Scoring report", "PSI", "Baseline", "Contract violations", "predicted class", "unknown_category"] {
                #expect(pages[0].contains(text), "\(text)")
            }
            // What is told of the run's time differs; the distributions do not.
            let distributions = pages.map { $0.components(from: "<h2>Predictions", to: "<h2>The run") }
            #expect(distributions[0] == distributions[1] && !distributions[0].isEmpty)
        }
    }
}

extension String {
    /// What stands from `start` on, before `end`.
    fileprivate func components(from start: String, to end: String) -> Substring {
        guard let first = firstRange(of: start), let last = firstRange(of: end) else { return "" }
        return self[first.lowerBound..<last.lowerBound]
    }
}
