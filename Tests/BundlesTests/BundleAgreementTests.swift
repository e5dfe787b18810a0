import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

/// Bundles whose every file is intact and that still do not fit together.
struct BundleAgreementTests {
    let folder = TemporaryFolder()

    func refusal(_ bundle: LooseBundle) throws -> BundleError? {
        let path = folder.path.appending("copy")
        try bundle.write(to: path)
        return #expect(throws: BundleError.self) { _ = try Bundle(path: path).checkDocuments() }
    }

    @Test func `a loose bundle that fits together is accepted`() throws {
        try LooseBundle(SmallModel()).write(to: folder.path.appending("copy"))
        _ = try Bundle(path: folder.path.appending("copy")).checkDocuments()
    }

    @Test(arguments: [(Manifest.Task.multiclass, "objective"), (.regression, "objective")])
    func `a forest of another objective is refused`(task: Manifest.Task, field: String) throws {
        var bundle = LooseBundle(SmallModel())
        bundle.files["forest.bin"] = LooseBundle(SmallModel(task: task)).files["forest.bin"]
        let error = try refusal(bundle)
        #expect(error?.file == "manifest.json")
        #expect(error?.field == field)
    }

    @Test func `a forest of another number of features is refused`() throws {
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .logistic, featureCount: 4, outputCount: 1, baseScores: [0])
        builder.append(Tree(output: 0, nodes: [.leaf(value: 1)]))
        var bundle = LooseBundle(SmallModel())
        bundle.files["forest.bin"] = try FileContents.forest(FlatForest(builder.build())).bytes
        let error = try refusal(bundle)
        #expect(error?.field == "features")
        #expect(error?.reason == "has 3 entries, but forest.bin reads 4 features")
    }

    @Test func `a forest of another number of classes is refused`() throws {
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .softmax, featureCount: 3, outputCount: 4, baseScores: [0, 0, 0, 0])
        builder.append(Tree(output: 3, nodes: [.leaf(value: 1)]))
        var bundle = LooseBundle(SmallModel(task: .multiclass))
        bundle.files["forest.bin"] = try FileContents.forest(FlatForest(builder.build())).bytes
        #expect(try refusal(bundle)?.field == "target.classes")
    }

    @Test func `a forest that is none is refused with its own field`() throws {
        var bundle = LooseBundle(SmallModel())
        bundle.files["forest.bin"]?[0] ^= 0xFF
        let error = try refusal(bundle)
        #expect(error?.file == "forest.bin")
        #expect(error?.field != nil)
        bundle.files["forest.bin"] = []
        #expect(try refusal(bundle)?.file == "forest.bin")
    }

    @Test func `one bit of difference in one margin is refused`() throws {
        var bundle = LooseBundle(SmallModel(task: .multiclass))
        bundle.manifest.selfTest.margins[4][2] = bundle.manifest.selfTest.margins[4][2].nextUp
        let error = try refusal(bundle)
        #expect(error?.file == "manifest.json")
        #expect(error?.field == "self_test.margins[4][2]")
        #expect(error?.reason.contains("this machine computes") == true)
    }

    @Test func `a forest with other leaves does not pass the self test of this one`() throws {
        var bundle = LooseBundle(SmallModel())
        bundle.files["forest.bin"] = LooseBundle(SmallModel(treeCount: 4)).files["forest.bin"]
        #expect(try refusal(bundle)?.field == "self_test.margins[0][0]")
    }

    @Test func `a model that was trained here has a baseline and a report`() throws {
        for name in ["baseline.json", "report.html"] {
            var bundle = LooseBundle(SmallModel())
            bundle.files[name] = nil
            let path = folder.path.appending("without-\(name)")
            try bundle.write(to: path)
            let error = #expect(throws: BundleError.self) { try Bundle(path: path) }
            #expect(error?.field == "files")
            #expect(error?.reason == "does not list \(name), which only a model with provenance.source may lack")
        }
    }

    @Test func `a regression's outputs and the width of its inputs are the forest's`() throws {
        var bundle = LooseBundle(SmallModel(imported: .identity, task: .regression, outputCount: 2))
        bundle.files["forest.bin"] =
            LooseBundle(SmallModel(imported: .identity, task: .regression, outputCount: 3)).files["forest.bin"]
        #expect(try refusal(bundle)?.field == "self_test.margins[0]")
        let wide = Arithmetic(inputWidth: .float64, thresholdWidth: .float32, sumWidth: .float32, comparison: .less)
        bundle = LooseBundle(SmallModel(imported: .identity, task: .regression))
        bundle.files["forest.bin"] =
            LooseBundle(SmallModel(imported: .identity, task: .regression, arithmetic: wide)).files["forest.bin"]
        let error = try refusal(bundle)
        #expect(error?.field == "self_test.rows")
        #expect(error?.reason == "are float32 numbers, but forest.bin reads float64")
    }

    struct BaselineCase: CustomTestStringConvertible {
        let field: String
        let change: @Sendable (inout Baseline) -> Void
        var testDescription: String { field }
    }

    static let baselineCases = [
        BaselineCase(field: "features") { $0.features.removeLast() },
        BaselineCase(field: "features[1].name") { $0.features[1].name = "wealth" },
        BaselineCase(field: "features[2].distribution") { $0.features[2].distribution = .quantiles(edges: [], counts: [0]) },
        BaselineCase(field: "prediction.class_counts") { $0.prediction.classCounts = [1] },
        BaselineCase(field: "leaf_visits") { $0.leafVisits.append([]) },
        BaselineCase(field: "leaf_visits[1]") { $0.leafVisits[1].append(0) },
    ]

    @Test(arguments: baselineCases)
    func `a baseline of another model is refused`(wrong: BaselineCase) throws {
        let model = SmallModel()
        var baseline = model.baseline
        wrong.change(&baseline)
        var bundle = LooseBundle(model)
        bundle.files["baseline.json"] = baseline.json()
        let error = try refusal(bundle)
        #expect(error?.file == "baseline.json")
        #expect(error?.field == wrong.field)
    }

    @Test(arguments: ["", "<p>", "\u{FEFF}<!DOCTYPE html>", "<!DOCTYPE xhtml>"])
    func `a report that is no page is refused`(text: String) throws {
        var bundle = LooseBundle(SmallModel())
        bundle.files["report.html"] = Array(text.utf8)
        let error = try refusal(bundle)
        #expect(error?.file == "report.html")
        #expect(error?.reason.contains("begins with <!doctype html>") == true)
    }

    @Test func `a report that is not UTF-8 is refused`() throws {
        var bundle = LooseBundle(SmallModel())
        bundle.files["report.html"] = Array("<!DOCTYPE html>".utf8) + [0xFF]
        #expect(try refusal(bundle)?.file == "report.html")
    }

    @Test func `a file that was changed after the bundle was opened is found when it is read`() throws {
        let path = folder.path.appending("copy")
        let loose = LooseBundle(SmallModel())
        try loose.write(to: path)
        let bundle = try Bundle(path: path)
        var bytes = loose.files["baseline.json"]!
        bytes[20] ^= 1
        try LooseBundle.write(bytes, to: path.appending("baseline.json"))
        let error = #expect(throws: BundleError.self) { try bundle.baseline() }
        #expect(error?.file == "baseline.json")
        #expect(error?.reason.contains("sha256") == true)
    }
}
