import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// What a run of `train` leaves: a bundle that opens, with what the options asked for in it.
@Suite struct TrainTests {
    let fixture = TrainFixture()

    @Test(arguments: [("iris", "species", Manifest.Task.multiclass, 0.85), ("breast_cancer", "target", .binary, 0.9)])
    func `a data set of the repository becomes a bundle that opens, is verified and predicts well`(
        name: String, target: String, task: Manifest.Task, accuracy: Double
    ) throws {
        let result = fixture.train(TrainFixture.sample(name), ["--min-child-rows", "5"], target: target)
        try #require(result.exitCode == 0, "\(result.error)")
        #expect(result.error.isEmpty)
        let bundle = try fixture.bundle()
        #expect(bundle.manifest.target.task == task && bundle.manifest.target.name == target)
        #expect(bundle.forest.objective == (task == .binary ? .logistic : .softmax))
        let validation = try #require(bundle.manifest.metrics.first { $0.split == "validation" })
        #expect(try #require(validation.values.first { $0.name == "accuracy" }).value > accuracy)
        _ = try bundle.baseline()
        let verified = Program.run("bundle", ["verify", fixture.models.appending("m").string])
        #expect(verified.exitCode == 0, "\(verified.error)")
        for part in [
            "m version 1: \(task.rawValue) model of '\(target)'", "validation", "accuracy", "strongest", "m/1/report.html",
        ] {
            #expect(result.output.contains(part), "\(part) in \(result.output)")
        }
    }

    @Test func `numbers become a regression that explains them`() throws {
        let result = fixture.train(fixture.file(TrainTable.values(rowCount: 1_000)))
        try #require(result.exitCode == 0, "\(result.error)")
        let manifest = try fixture.bundle().manifest
        #expect(manifest.target.task == .regression && manifest.decisionThreshold == nil && manifest.target.classes.isEmpty)
        #expect(manifest.metrics.map(\.rowCount) == [800, 200])
        #expect(try #require(manifest.metrics[1].values.first { $0.name == "r2" }).value > 0.95)
        #expect(result.output.contains("rmse"))
    }

    @Test func `the report shows what the manifest says`() throws {
        #expect(fixture.train(fixture.file(TrainTable.classes(rowCount: 300)), ["--trees", "5"]).exitCode == 0)
        let report = String(decoding: fixture.files()["report.html"] ?? [], as: UTF8.self)
        for part in ["roc_auc", "city", "<svg", "table.csv", "learning_rate"] {
            #expect(report.contains(part), "\(part)")
        }
    }

    @Test func `versions count up, and a taken one is refused before any work with nothing changed`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 100))
        for version in 1...3 {
            #expect(fixture.train(table, ["--trees", "2"]).exitCode == 0)
            #expect(try fixture.bundle(version).manifest.version == version)
        }
        let before = (1...3).map { fixture.files($0) }
        let entries = fixture.entries()
        let taken = fixture.train(table, ["--trees", "2", "--version", "2", "--seed", "5"])
        #expect(taken.exitCode == 2 && taken.output.isEmpty)
        #expect(
            taken.error.hasSuffix(
                "/m/2 exists; versions are never replaced: choose another --version, or none for the next one\n"))
        #expect((1...3).map { fixture.files($0) } == before && fixture.entries() == entries)
        #expect(fixture.train(table, ["--trees", "2", "--version", "7"]).exitCode == 0)
        #expect(fixture.train(table, ["--trees", "2"]).exitCode == 0)
        #expect(try fixture.bundle(8).manifest.version == 8)
    }

    @Test func `the validation rows are an even share of every class`() throws {
        // 90 + 9 + 1 records: nearly all, a few and a single one of a class.
        var text = "a,y\n"
        for row in 0..<100 { text += "\(row % 17).5,\(row == 50 ? "c" : row % 11 == 3 ? "b" : "a")\n" }
        let table = fixture.file(text)
        let counts = text.split(separator: "\n").dropFirst().reduce(into: [Character: Int]()) { $0[$1.last!, default: 0] += 1 }
        let heldOut = counts.values.reduce(0) { $0 + min(Int((Double($1) * 0.2).rounded()), $1 - 1) }
        #expect(fixture.train(table, ["--trees", "2"]).exitCode == 0)
        let bundle = try fixture.bundle()
        #expect(bundle.manifest.metrics.map(\.split) == ["training", "validation"])
        #expect(bundle.manifest.metrics.map(\.rowCount) == [100 - heldOut, heldOut])
        // The baseline counts the classes of the rows that were trained on, so the single one of its class is among them.
        #expect(try bundle.baseline()?.rowCount == 100 - heldOut)
        #expect(fixture.train(table, ["--trees", "2", "--validation-share", "0"]).exitCode == 0)
        let all = try fixture.bundle(2)
        #expect(all.manifest.metrics.map(\.split) == ["training"] && all.manifest.metrics[0].rowCount == 100)
        #expect(all.manifest.provenance.arguments.contains { $0 == ("validation_share", "0.0") })
    }

    @Test func `a validation file is validated on, whatever the order of its columns, and never trained on`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 300))
        let lines = TrainTable.classes(rowCount: 50, seed: 9).replacing("\"Paris, France\"", with: "Tromsø").split(
            separator: "\n")
        let turned = lines.map {
            $0.split(separator: ",", omittingEmptySubsequences: false).reversed().joined(separator: ",") + ",x"
        }
        let validation = fixture.file(turned.joined(separator: "\n"), "validation.csv")
        let result = fixture.train(table, ["--validation", validation.string, "--trees", "20"])
        try #require(result.exitCode == 0, "\(result.error)")
        #expect(try fixture.bundle().manifest.metrics.map(\.rowCount) == [300, 50])
        #expect(fixture.train(table, ["--validation-share", "0", "--trees", "20"]).exitCode == 0)
        #expect(fixture.files(1)["forest.bin"] == fixture.files(2)["forest.bin"])
        #expect(fixture.train(table, ["--validation", validation.string, "--policy", "strict", "--trees", "2"]).exitCode == 0)
    }

    @Test func `early stopping keeps the trees of the best round, and a refit trains as many on all rows`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 400))
        let options = ["--trees", "300", "--early-stopping", "5", "--learning-rate", "0.3", "--min-child-rows", "2"]
        let result = fixture.train(table, options + ["--progress", "json"])
        try #require(result.exitCode == 0, "\(result.error)")
        let events = try ProgressEvent.all(in: result.error)
        let losses = events.compactMap { $0.numbers["validation_log_loss"] }
        let best = try #require(losses.indices.min { losses[$0] < losses[$1] }) + 1
        #expect(losses.count == best + 5 && losses.count < 300)
        #expect(try fixture.bundle().forest.treeCount == best)
        #expect(result.output.contains("the best of \(losses.count) rounds was \(best)"))
        let refitted = fixture.train(table, options + ["--refit"])
        #expect(refitted.exitCode == 0)
        let bundle = try fixture.bundle(2)
        #expect(bundle.forest.treeCount == best)
        #expect(bundle.manifest.metrics.map(\.rowCount) == [400, 80])
        #expect(try bundle.baseline()?.rowCount == 400)
        // The validation metrics are still those of the forest that had not seen the rows.
        #expect(bundle.manifest.metrics[1] == (try fixture.bundle().manifest.metrics[1]))
        #expect(fixture.files(1)["forest.bin"] != fixture.files(2)["forest.bin"])
    }
}
