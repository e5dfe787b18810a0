import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// The executable `bundle`, as a user runs it.
struct BundleCommandTests {
    let folder = TemporaryFolder()

    static func golden(_ task: Manifest.Task) -> FilePath {
        SharedData.packageRoot.appending("Tests/Goldens/bundle-v1").appending(task.rawValue)
    }

    /// Runs `bundle`; paths of this machine become `BUNDLES` in what it prints.
    func run(_ arguments: [String]) -> (exitCode: Int32, output: String, error: String) {
        let result = Program.run("bundle", arguments, environment: ["COLUMNS": "80"])
        func neutral(_ text: String) -> String {
            var text = text
            for path in [SharedData.packageRoot.appending("Tests/Goldens/bundle-v1").string, folder.path.string] {
                while let changed = SampleManifest.replacing(path, by: "BUNDLES", in: text) { text = changed }
            }
            return text
        }
        return (result.exitCode, neutral(result.output), neutral(result.error))
    }

    @Test(arguments: [[], ["inspect"], ["verify"], ["probe"], ["certify"], ["import"]])
    func `help looks as it was last agreed`(command: [String]) {
        let result = run(command + ["--help"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/\((["bundle"] + command).joined(separator: "-")).txt")
    }

    @Test(arguments: Manifest.Task.allCases)
    func `inspect looks as it was last agreed`(task: Manifest.Task) {
        let result = run(["inspect", Self.golden(task).string])
        #expect(result.exitCode == 0, "\(result.error)")
        Snapshot.check(Array(result.output.utf8), name: "inspect/\(task.rawValue).txt")
    }

    @Test(arguments: [
        ("exponential", SmallModel(imported: .exponential, task: .regression, name: "exponential", outputCount: 3)),
        (
            "linear",
            SmallModel(
                imported: .hinge, task: .binary, name: "linear", linear: LinearWeights(weights: [0.5, -1, 0.25]))
        ),
    ])
    func `inspect of an imported model looks as it was last agreed, and verify takes it`(name: String, model: SmallModel) throws {
        let path = try model.write(to: folder.path).string
        Snapshot.check(Array(run(["inspect", path]).output.utf8), name: "inspect/imported-\(name).txt")
        #expect(run(["inspect", "--json", path]).exitCode == 0)
        let verified = run(["verify", path])
        #expect(verified.exitCode == 0, "\(verified.output)")
        #expect(!verified.output.contains("report.html") && !verified.output.contains("baseline.json"))
    }

    @Test func `inspect for programs looks as it was last agreed`() {
        let result = run(["inspect", "--json", Self.golden(.binary).string])
        #expect(result.exitCode == 0, "\(result.error)")
        Snapshot.check(Array(result.output.utf8), name: "inspect/binary.json")
    }

    @Test func `verify prints a line for each check, and counts when there are many`() {
        let result = run(["verify"] + Manifest.Task.allCases.map { Self.golden($0).string })
        #expect(result.exitCode == 0, "\(result.error)")
        #expect(result.output.hasSuffix("3 of 3 bundles are whole\n"))
        Snapshot.check(Array(result.output.utf8), name: "inspect/verify.txt")
    }

    @Test func `verify ends with the code of a refused bundle, names the file, and still looks at the others`() throws {
        let damaged = try SmallModel().write(to: folder.path)
        try LooseBundle.write([1, 2, 3], to: damaged.appending("report.html"))
        let result = run(["verify", damaged.string, Self.golden(.binary).string])
        #expect(result.exitCode == 4)
        #expect(result.output.contains("  FAILED  BUNDLES/small/1/report.html: has 3 bytes, the manifest lists"))
        #expect(result.output.hasSuffix("1 of 2 bundles are whole\n"))
        #expect(result.error.hasPrefix("bundle: error: BUNDLES/small/1/report.html: has 3 bytes"))
    }

    @Test func `inspect shows nothing of a damaged bundle`() throws {
        let damaged = try SmallModel().write(to: folder.path)
        try LooseBundle.write([1, 2, 3], to: damaged.appending("forest.bin"))
        let result = run(["inspect", damaged.string])
        #expect(result.exitCode == 4)
        #expect(result.output.isEmpty)
        #expect(result.error == "bundle: error: BUNDLES/small/1/forest.bin: has 3 bytes, the manifest lists 768\n")
    }

    @Test func `a path without a bundle is the environment's fault`() {
        let result = run(["inspect", folder.path.appending("none").string])
        #expect(result.exitCode == 5)
        #expect(result.error == "bundle: error: BUNDLES/none: there is no such folder\n")
    }

    @Test(arguments: [["inspect"], ["verify"], ["inspect", "a", "b"], ["inspect", "--frob", "a"], ["frob"]])
    func `a wrong command line ends with its own code and says how it is used`(arguments: [String]) {
        let result = run(arguments)
        #expect(result.exitCode == 2)
        #expect(result.output.isEmpty)
        #expect(result.error.contains("Usage: bundle"), "\(result.error)")
    }

    @Test func `the version is that of the package`() {
        #expect(run(["--version"]).output == "0.1.0\n")
    }

    @Test func `what a bundle's texts say to a terminal is shown, not done`() throws {
        var model = SmallModel()
        model.manifest.target.name = "out\u{1B}[2Jcome\u{202E}"
        model.manifest.provenance.dataName = "a\nb"
        let result = run(["inspect", try model.write(to: folder.path).string])
        #expect(result.output.contains("out\\u{1b}[2Jcome\\u{202e}, one of"))
        #expect(result.output.contains("a\\u{a}b, 100 rows"))
    }
}
