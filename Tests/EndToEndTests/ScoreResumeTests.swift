import Base
import BundleTestSupport
import Bundles
import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// `--resume`: a run that was stopped anywhere and went on has the bytes of one that was not.
struct ScoreResumeTests {
    private static let loopCount = Int(TestEnvironment.value("ESPALIER_KILL_LOOPS") ?? "") ?? 4

    /// Rows that the policy refuses among them.
    private static func table(_ rowCount: Int, _ random: inout SeededRandom) -> [UInt8] {
        var table = ScoredTable(rowCount: rowCount, &random)
        for row in stride(from: 7, to: rowCount, by: 53) { table.rows[row][3] = "many" }
        return table.csv
    }

    /// Runs the command again and again, killing each run somewhere, until one comes to its end.
    private func runKilled(
        _ fixture: ScoreFixture, _ arguments: [String], within nanoseconds: UInt64, _ random: inout SeededRandom
    ) {
        for _ in 0..<Self.loopCount * 4 {
            let program = Program("score", [fixture.bundle] + arguments)
            let deadline = MonotonicClock.nanoseconds + UInt64(random.next(below: Int(nanoseconds) + 1))
            while MonotonicClock.nanoseconds < deadline && !program.hasExited {}
            program.signal(SIGKILL)
            let code = program.waitForExit()
            if code == 0 { return }
            #expect(code == -9, "\(program.standardError())")
        }
        let result = fixture.score(Array(arguments))
        #expect(result.exitCode == 0, "\(result.error)")
    }

    @Test(arguments: ["csv", "csv.gz", "csv.zst", "ndjson", "npy"])
    func `a run killed anywhere and gone on with has the bytes of one that was not`(ending: String) throws {
        var random = TestSeed.random(0x7363_7201)
        let fixture = try ScoreFixture()
        let inputs = try (0..<3).map { try fixture.file("in-\($0).csv", Self.table([30_000, 1, 12_000][$0], &random)) }
        var arguments = inputs + ["--on-bad-row", "skip", "--margin", "--progress", "none", "--summary", "none"]
        if ending != "npy" { arguments += ["--keep", "id,note"] }
        let start = MonotonicClock.nanoseconds
        let whole = fixture.score(
            arguments + ["-o", fixture.path("whole.\(ending)"), "--rejects", fixture.path("whole-bad.csv"), "--memory", "60MB"])
        try #require(whole.exitCode == 0, "\(whole.error)")
        let nanoseconds = MonotonicClock.nanoseconds - start
        for threads in ["1", "3"] {
            runKilled(
                fixture,
                arguments + [
                    "-o", fixture.path("out.\(ending)"), "--rejects", fixture.path("bad.csv"), "--resume", "--checkpoint", "1KB",
                    "--threads",
                    threads, "--memory", "60MB",
                ], within: nanoseconds, &random)
            #expect(fixture.bytes("out.\(ending)") == fixture.bytes("whole.\(ending)"))
            #expect(fixture.bytes("bad.csv") == fixture.bytes("whole-bad.csv"))
            #expect(
                fixture.names == [
                    "bad.csv", "in-0.csv", "in-1.csv", "in-2.csv", "out.\(ending)", "whole-bad.csv", "whole.\(ending)",
                ])
            for name in ["out.\(ending)", "bad.csv"] { _ = unsafe unlink(fixture.path(name)) }
        }
    }

    @Test func `outputs of their own are gone on with too`() throws {
        var random = TestSeed.random(0x7363_7202)
        let fixture = try ScoreFixture()
        let inputs = try (0..<4).map { try fixture.file("in-\($0).csv", Self.table([9_000, 0, 20_000, 5_000][$0], &random)) }
        let arguments = inputs + ["--on-bad-row", "null", "--keep", "id", "--progress", "none", "--summary", "none"]
        let start = MonotonicClock.nanoseconds
        try #require(fixture.score(arguments + ["--output-folder", fixture.path("whole")]).exitCode == 0)
        runKilled(
            fixture, arguments + ["--output-folder", fixture.path("out"), "--resume", "--checkpoint", "1KB"],
            within: MonotonicClock.nanoseconds - start, &random)
        let names = FolderListing.names(in: fixture.folder.path.appending("out"))?.sorted()
        #expect(names == (0..<4).map { "in-\($0).scored.csv" })
        for name in names ?? [] { #expect(fixture.bytes("out/\(name)") == fixture.bytes("whole/\(name)")) }
    }

    @Test func `the summary and the report of a resumed run tell of all its rows`() throws {
        var random = TestSeed.random(0x7363_7203)
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table(80_000, &random))
        let arguments = [
            input, "-o", fixture.path("out.csv"), "--on-bad-row", "skip", "--resume", "--checkpoint", "1KB", "--summary", "json",
            "--report",
            fixture.path("report.html"),
        ]
        // A limit on the size of files stops the run in its midst.
        let score = Program.path(of: "score").string
        let words = ([score, fixture.bundle] + arguments).joined(separator: " ")
        let stopped = Program.run("/bin/sh", ["-c", "ulimit -f 1200; exec \(words)"])
        #expect(stopped.exitCode == 5 && stopped.error.contains("File too large"), "\(stopped.error)")
        #expect(stopped.error.contains("the same command goes on from there"))
        #expect(fixture.names == ["in.csv", "out.csv.partial", "out.csv.progress"])
        let resumed = fixture.score(arguments)
        try #require(resumed.exitCode == 0, "\(resumed.error)")
        #expect(resumed.error.contains("\"rows\":80000,") && resumed.error.contains("\"rows_refused\":1510,"), "\(resumed.error)")
        // A run knows what it read; what it read ahead of its last checkpoint is read again.
        let summary = try JSONReader(JSONValue.parse(Array(resumed.error.utf8))).members()
        let readByteCount = try #require(summary.first { $0.name == "input_bytes" }).reader.int()
        let inputByteCount = try #require(fixture.bytes("in.csv")).count
        #expect((inputByteCount..<(inputByteCount + (1 << 12))).contains(readByteCount))
        #expect(fixture.text("report.html").contains("80,000"))
        #expect(fixture.names == ["in.csv", "out.csv", "report.html"])
    }

    @Test func `a run with other inputs, options or another bundle is refused with what differs`() throws {
        var random = TestSeed.random(0x7363_7204)
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table(80_000, &random))
        let output = fixture.path("out.csv")
        let base = [input, "-o", output, "--resume", "--checkpoint", "1KB", "--on-bad-row", "skip"]
        let score = Program.path(of: "score").string
        let words = ([score, fixture.bundle] + base + ["--progress", "none"]).joined(separator: " ")
        #expect(Program.run("/bin/sh", ["-c", "ulimit -f 1200; exec \(words)"]).exitCode == 5)
        let partial = fixture.bytes("out.csv.partial")
        for (options, difference) in [
            (["--margin"], "--margin is now true, it was false"), (["--keep", "id"], "--keep is now id, it was "),
            (["--policy", "repair"], "--policy is now repair, it was observe"),
            (["--rows", "1-5"], "--rows is now 1-5, it was not given"),
        ] {
            let refused = fixture.score(base + options)
            #expect(refused.exitCode == 2 && refused.error.contains(difference), "\(refused.error)")
        }
        let models = fixture.folder.path.appending("others")
        let other = try SmallModel(task: .binary, treeCount: 4).write(to: models).string
        let result = Program.run("score", [other] + base + ["--progress", "none"])
        #expect(result.exitCode == 2 && result.error.contains("the bundle is now"), "\(result.error)")
        #expect(fixture.bytes("out.csv.partial") == partial)
        try fixture.file("in.csv", Self.table(20_001, &random))
        let changed = fixture.score(base)
        #expect(changed.exitCode == 2 && changed.error.contains("in.csv has changed"), "\(changed.error)")
    }

    @Test func `a partial output that is shorter than its journal says is refused`() throws {
        var random = TestSeed.random(0x7363_7205)
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", Self.table(80_000, &random))
        let base = [input, "-o", fixture.path("out.csv"), "--resume", "--checkpoint", "1KB", "--on-bad-row", "skip"]
        let words = ([Program.path(of: "score").string, fixture.bundle] + base + ["--progress", "none"]).joined(separator: " ")
        #expect(Program.run("/bin/sh", ["-c", "ulimit -f 1200; exec \(words)"]).exitCode == 5)
        #expect(unsafe truncate(fixture.path("out.csv.partial"), 10) == 0)
        let refused = fixture.score(base)
        #expect(
            refused.exitCode == 5 && refused.error.contains("has 10 bytes, of which an earlier run wrote"), "\(refused.error)")
    }

    @Test func `a signal leaves what a later run goes on with`() throws {
        var random = TestSeed.random(0x7363_7206)
        let fixture = try ScoreFixture()
        let table = Self.table(20_000, &random)
        let input = try fixture.file("in.csv", table)
        let base = [input, "-o", fixture.path("out.csv"), "--resume", "--on-bad-row", "skip", "--summary", "none"]
        let program = Program("score", [fixture.bundle] + base + ["--progress", "none"])
        program.signal(SIGTERM)
        let code = program.waitForExit()
        #expect(code == 6 || code == 0 || code == -15)
        if code == 6 { #expect(program.standardError().contains("stopped by a signal")) }
        #expect(fixture.score(base).exitCode == 0)
        let whole = fixture.scored([input, "--on-bad-row", "skip"])
        #expect(fixture.text("out.csv") == whole)
        #expect(fixture.names == ["in.csv", "out.csv"])
    }

    @Test func `what cannot be gone on with is refused`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", "age,income,city\n1,2,Oslo\n")
        for (arguments, message) in [
            ([input, "--resume"], "--resume needs --output"), ([input, "--resume", "-o", "/dev/null"], "is no plain file"),
            (["-", "--resume", "-o", fixture.path("out.csv")], "--resume reads files; standard input is none"),
        ] {
            let result = fixture.score(arguments)
            #expect(result.exitCode == 2 && result.error.contains(message), "\(result.error)")
        }
    }
}
