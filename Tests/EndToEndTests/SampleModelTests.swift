import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// The bundles of `models/`, which the README names: they are whole, and `train` still makes their forests of the tables beside them.
struct SampleModelTests {
    @Test(arguments: [("iris", "species"), ("breast_cancer", "target")])
    func `a sample bundle is whole and is what train makes of its table`(name: String, target: String) throws {
        let models = SharedData.packageRoot.appending("models")
        let stored = try Bundle(path: models.appending(name).appending("1"))
        #expect(Program.run("bundle", ["verify", stored.path.string]).exitCode == 0)

        let folder = TemporaryFolder()
        let table = models.appending(name).appending(name + ".csv")
        let result = Program.run(
            "train", [table.string, "--target", target, "--name", name, "--output", folder.path.string])
        #expect(result.exitCode == 0, "\(result.error)")
        let made = try Bundle(path: folder.path.appending(name).appending("1"))
        #expect(unsafe made.forest.bytes.elementsEqual(stored.forest.bytes))
        #expect(made.manifest.contract == stored.manifest.contract && made.manifest.selfTest == stored.manifest.selfTest)
    }
}
