import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// Bundles of format version 1 as they were written when it was new. They are read for ever: a change that breaks this test breaks
/// the models that people have, and the files are not to be made anew.
struct GoldenBundleTests {
    private static let models =
        Manifest.Task.allCases.map { SmallModel(task: $0, name: $0.rawValue) } + [.importedGolden]

    @Test(arguments: models)
    func `a bundle of format version 1 is read as what it was, and written again as the same bytes`(model: SmallModel) throws {
        let path = SharedData.packageRoot.appending("Tests/Goldens/bundle-v1").appending(model.manifest.name)
        let bundle = try Bundle(path: Bundle.resolve(path))
        _ = try bundle.checkDocuments()
        #expect(bundle.manifest.json() == FileBytes.read(bundle.path.appending("manifest.json")))
        #expect(FileContents.forest(FlatForest(bundle.forest.ensemble())).bytes == FileContents.forest(bundle.forest).bytes)
        var expected = model.manifest
        expected.files = bundle.manifest.files
        #expect(bundle.manifest == expected)
        #expect(bundle.forest.ensemble() == model.forest.ensemble())
        #expect(try bundle.baseline() == (model.isImported ? nil : model.baseline))
    }
}
