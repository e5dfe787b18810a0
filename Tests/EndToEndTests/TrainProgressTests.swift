import Bundles
import Codecs
import Forest
import SystemPackage
import TestSupport
import Testing

/// What a run tells while it works.
@Suite struct TrainProgressTests {
    let fixture = TrainFixture()

    @Test func `every line for programs is an object with the documented members`() throws {
        let text = "constant,a,y\n" + (0..<400).map { "7,\($0 % 19),\($0 % 19 > 8 ? "u" : "v")\n" }.joined()
        let table = fixture.file(text)
        let result = fixture.train(table, ["--trees", "4", "--progress", "json"])
        try #require(result.exitCode == 0, "\(result.error)")
        let events = try ProgressEvent.all(in: result.error)
        #expect(events.map(\.name) == ["reading", "warning", "reading", "round", "round", "round", "round", "done"])
        for (event, pass) in zip(events.filter { $0.name == "reading" }, ["Looking at", "Reading"]) {
            #expect(event.members.keys.sorted() == ["byte_count", "bytes_read", "event", "pass"])
            #expect(event.text("pass") == "\(pass) \(table)")
            #expect(event.numbers == ["bytes_read": Double(text.utf8.count), "byte_count": Double(text.utf8.count)])
        }
        let warning = try #require(events.first { $0.name == "warning" })
        #expect(warning.members.keys.sorted() == ["column", "event", "text"])
        #expect(warning.text("column") == "constant" && warning.text("text")?.isEmpty == false)
        for (index, event) in events.filter({ $0.name == "round" }).enumerated() {
            #expect(event.members.keys.sorted() == ["event", "round", "rounds", "training_log_loss", "validation_log_loss"])
            #expect(event.numbers["round"] == Double(index + 1) && event.numbers["rounds"] == 4)
        }
        let done = try #require(events.last)
        #expect(done.members.keys.sorted() == ["bundle", "event", "version"])
        #expect(done.text("bundle") == fixture.models.string + "/m/1" && done.numbers["version"] == 1)
    }

    @Test func `a regression tells its own loss, and a run without validation only the training's`() throws {
        let table = fixture.file(TrainTable.values(rowCount: 300))
        for (options, names) in [([], ["training_rmse", "validation_rmse"]), (["--validation-share", "0"], ["training_rmse"])] {
            let result = fixture.train(table, ["--trees", "3", "--progress", "json"] + options)
            try #require(result.exitCode == 0, "\(result.error)")
            let rounds = try ProgressEvent.all(in: result.error).filter { $0.name == "round" }
            #expect(rounds.count == 3)
            for round in rounds { #expect(round.members.keys.sorted() == (["event", "round", "rounds"] + names).sorted()) }
            let losses = rounds.compactMap { $0.numbers["training_rmse"] }
            #expect(losses == losses.sorted(by: >))
        }
    }

    @Test(arguments: ["none", "auto"]) func `nothing is told where nobody looks`(style: String) {
        let result = fixture.train(fixture.file(TrainTable.classes(rowCount: 200)), ["--trees", "3", "--progress", style])
        #expect(result.exitCode == 0 && result.error.isEmpty && !result.output.isEmpty)
    }

    @Test func `the bar shows the passes and the rounds and is taken away`() {
        let result = fixture.train(fixture.file(TrainTable.classes(rowCount: 200)), ["--trees", "3", "--progress", "bar"])
        #expect(result.exitCode == 0)
        #expect(
            result.error.contains("Looking at ") && result.error.contains("\rTraining [") && result.error.contains("round 1/3"))
        #expect(result.error.hasSuffix("\r\u{1B}[K") && !result.error.contains("\n"))
    }

    @Test func `a reader that goes away costs nothing but what it would have read`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 200))
        let train = Program.path(of: "train").string
        let result = Program.run(
            "/bin/sh",
            ["-c", "{ \"$@\" 2>&1; echo \"code $?\" >&3; } 3>&2 | true", "sh", train] + fixture.arguments(table)
                + ["--trees", "3", "--progress", "json"])
        #expect(result.error == "code 0\n")
        #expect(try fixture.bundle().forest.treeCount == 3)
    }
}
