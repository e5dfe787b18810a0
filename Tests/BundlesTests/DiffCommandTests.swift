import BundleTestSupport
import Bundles
import Codecs
import Forest
import SystemPackage
import Tabular
import TestSupport
import Testing

/// `bundle diff`, and the help of the commands that measure, as a user runs them.
struct DiffCommandTests {
    let commands = BundleCommandTests()
    var folder: FilePath { commands.folder.path }

    @Test(arguments: ["diff", "baseline", "evaluate"])
    func `help looks as it was last agreed`(command: String) {
        let result = commands.run([command, "--help"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/bundle-\(command).txt")
    }

    @Test func `two versions that differ in nothing but the version are the same`() throws {
        let paths = try (0..<2).map { _ in try SmallModel().write(to: folder).string }
        let result = commands.run(["diff"] + paths)
        #expect(result.exitCode == 0 && result.output == "small version 1 and small version 2: no difference\n")
        let json = try JSONValue.parse(Array(commands.run(["diff", "--json"] + paths).output.utf8))
        guard case .object(let members) = json else { return #expect(Bool(false)) }
        #expect(members.contains { $0.name == "same" && $0.value == .bool(true) })
        #expect(members.contains { $0.name == "changes" && $0.value == .array([]) })
    }

    /// A model in which everything is another that can be.
    private var changed: SmallModel {
        var model = SmallModel(treeCount: 5)
        model.manifest.decisionThreshold = 0.25
        model.manifest.contract.policy = .strict
        model.manifest.contract.missingMarkers = ["", "-"]
        model.manifest.importances = [0.25, 0.25, 0.5]
        model.manifest.contract.features[0].range = 21...90
        model.manifest.contract.features[1].name = "salary"
        model.manifest.contract.features[2].transforms = [.categoryMap(["Oslo", "Rome", "Turin", "Bergen"])]
        model.manifest.metrics = model.manifest.metrics.map { metrics in
            var metrics = metrics
            metrics.rowCount += 1
            if let first = metrics.values.first { metrics.values[0] = (first.name, first.value / 2) }
            return metrics
        }
        model.manifest.provenance.seed = 4
        model.manifest.provenance.dataName = "newer.csv"
        model.manifest.provenance.arguments = [("trees", "5")]
        model.baseline.features[1].name = "salary"
        model.baseline.features[2].distribution = .categories(
            names: ["Oslo", "Rome", "Turin", "Bergen"], counts: [50, 20, 10, 0])
        return model
    }

    @Test func `what changed is told in words, as it was last agreed`() throws {
        let paths = [try SmallModel().write(to: folder).string, try changed.write(to: folder).string]
        let result = commands.run(["diff"] + paths)
        #expect(result.exitCode == 1 && result.error.isEmpty, "\(result.error)")
        Snapshot.check(Array(result.output.utf8), name: "inspect/diff.txt")
        let json = commands.run(["diff", "--json"] + paths)
        #expect(json.exitCode == 1)
        Snapshot.check(Array(json.output.utf8), name: "inspect/diff.json")
        // The way back: what is new is gone.
        let back = commands.run(["diff", paths[1], paths[0]])
        #expect(back.exitCode == 1 && back.output.contains("gone: numeric, 0 to 250000.5"), "\(back.output)")
    }

    @Test func `models of other tasks and libraries can be compared`() throws {
        let tree = try SmallModel(task: .multiclass, name: "tree").write(to: folder).string
        let linear = try SmallModel(
            imported: .identity, task: .regression, name: "linear", linear: LinearWeights(weights: [0.5, -1, 0.25])
        ).write(to: folder).string
        let result = commands.run(["diff", tree, linear])
        #expect(result.exitCode == 1)
        for text in ["multiclass -> regression", "softmax -> identity", "trees -> linear", "report.html    gone", "new: XGBoost"]
        {
            #expect(result.output.contains(text), "\(text) in \(result.output)")
        }
    }

    @Test func `trouble ends with its own code`() throws {
        let path = try SmallModel().write(to: folder)
        #expect(commands.run(["diff", path.string, folder.appending("none").string]).exitCode == 5)
        #expect(commands.run(["diff", path.string]).exitCode == 2)
        try LooseBundle.write([1], to: path.appending("forest.bin"))
        #expect(commands.run(["diff", path.string, path.string]).exitCode == 4)
    }
}
