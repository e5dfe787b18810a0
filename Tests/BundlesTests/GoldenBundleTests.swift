import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// Bundles of format version 1 as they were written when it was new. They are read for ever: a change that breaks this test breaks
/// the models that people have, and the files are not to be made anew.
struct GoldenBundleTests {
    @Test(arguments: Manifest.Task.allCases)
    func `a bundle of format version 1 is read as what it was`(task: Manifest.Task) throws {
        let path = SharedData.packageRoot.appending("Tests/Goldens/bundle-v1").appending(task.rawValue)
        let bundle = try Bundle(path: Bundle.resolve(path))
        _ = try bundle.checkDocuments()
        let model = SmallModel(task: task, name: task.rawValue)
        var expected = model.manifest
        expected.files = bundle.manifest.files
        #expect(bundle.manifest == expected)
        #expect(bundle.forest.ensemble() == model.forest.ensemble())
        #expect(try bundle.baseline() == model.baseline)
    }
}
