import BundleTestSupport
import Bundles
import Testing

/// Each case changes one thing in the text of a whole manifest, seals it anew, and names the field that must be blamed.
struct ManifestRefusalTests {
    struct Case: CustomTestStringConvertible {
        let old: String
        let new: String
        let field: String
        /// What the reason must say, so that the user knows what is accepted.
        let accepted: String
        var task = Manifest.Task.binary
        var testDescription: String { "\(field): \(new.prefix(40))" }
    }

    static let cases: [Case] = [
        Case(old: "\"format\": \"espalier-bundle\"", new: "\"format\": \"zip\"", field: "format", accepted: "espalier-bundle"),
        Case(old: "\"format_version\": 1", new: "\"format_version\": 2", field: "format_version", accepted: "reads 1"),
        Case(old: "\"name\": \"small\"", new: "\"name\": \"../small\"", field: "name", accepted: "letters and digits"),
        Case(old: "\"name\": \"small\"", new: "\"nome\": \"small\"", field: "name", accepted: "missing"),
        Case(old: "\"version\": 1,\n  \"task\"", new: "\"version\": 0,\n  \"task\"", field: "version", accepted: "2147483647"),
        Case(
            old: "\"version\": 1,\n  \"task\"", new: "\"version\": 1.0,\n  \"task\"", field: "version", accepted: "whole number"),
        Case(old: "\"task\": \"binary\"", new: "\"task\": \"ranking\"", field: "task", accepted: "multiclass"),
        Case(old: "\"logistic\"", new: "\"poisson\"", field: "objective", accepted: "squared_error"),
        Case(old: "\"logistic\"", new: "\"softmax\"", field: "objective", accepted: "logistic"),
        Case(old: "\"no\",\n", new: "", field: "target.classes", accepted: "2"),
        Case(old: "\"no\",\n", new: "\"yes\",\n", field: "target.classes[1]", accepted: "differ"),
        Case(
            old: "\"decision_threshold\": 0.5", new: "\"decision_threshold\": 1.5", field: "decision_threshold",
            accepted: "0.0 to 1.0"),
        Case(
            old: "\"decision_threshold\": 0.5", new: "\"decision_threshold\": null", field: "decision_threshold",
            accepted: "a number"),
        Case(
            old: "\"decision_threshold\": null", new: "\"decision_threshold\": 0.5", field: "decision_threshold",
            accepted: "null",
            task: .regression),
        Case(old: "\"policy\": \"observe\"", new: "\"policy\": \"ignore\"", field: "policy", accepted: "repair"),
        Case(old: "\"NA\",", new: "\"N/A\",", field: "missing_markers[2]", accepted: "differ"),
        Case(old: "\"name\": \"age\"", new: "\"name\": \"\"", field: "features[0].name", accepted: "at least one character"),
        Case(old: "\"name\": \"income\"", new: "\"name\": \"age\"", field: "features[1].name", accepted: "features[0]"),
        Case(old: "\"type\": \"numeric\"", new: "\"type\": \"text\"", field: "features[0].type", accepted: "categorical"),
        Case(old: "[18.0, 90.0]", new: "[90.0, 18.0]", field: "features[0].range", accepted: "smallest"),
        Case(old: "[18.0, 90.0]", new: "[18.0]", field: "features[0].range", accepted: "smallest"),
        Case(
            old: "\"type\": \"identity\"", new: "\"type\": \"log\"", field: "features[0].transforms[0].type",
            accepted: "ordinal_map"),
        Case(
            old: "\"type\": \"identity\",\n          \"version\": 1", new: "\"type\": \"identity\",\n          \"version\": 7",
            field: "features[0].transforms[0].version", accepted: "version 1"),
        Case(
            old: "\"type\": \"identity\",\n", new: "\"type\": \"identity\",\n\"categories\": [],\n",
            field: "features[0].transforms[0].categories", accepted: "type, version"),
        Case(old: "\"Rome\"", new: "\"Oslo\"", field: "features[2].transforms[0].categories[1]", accepted: "differ"),
        Case(
            old: "\"category_map\"", new: "\"identity\"", field: "features[2].transforms[0].categories", accepted: "not a known"),
        Case(old: "\"importances\": [0.5, ", new: "\"importances\": [", field: "importances", accepted: "3 features"),
        Case(old: "\"importances\": [0.5, ", new: "\"importances\": [0.75, ", field: "importances", accepted: "expected 1"),
        Case(old: "\"importances\": [0.5, ", new: "\"importances\": [-0.5, ", field: "importances[0]", accepted: "0.0 to 1.0"),
        Case(old: "\"training\": {", new: "\"testing\": {", field: "metrics.testing", accepted: "validation"),
        Case(old: "\"roc_auc\": 0.95", new: "\"auc\": 0.95", field: "metrics.training.auc", accepted: "roc_auc"),
        Case(old: "\"roc_auc\": 0.95", new: "\"roc_auc\": true", field: "metrics.training.roc_auc", accepted: "a number"),
        Case(
            old: "\"positive_class\": \"yes\"", new: "\"positive_class\": \"no\"", field: "metrics.training.positive_class",
            accepted: "second class"),
        Case(
            old: "\"data_sha256\": \"", new: "\"data_sha256\": \"XY", field: "provenance.data_sha256", accepted: "64 lower-case"),
        Case(
            old: "18446744073709551615", new: "18446744073709551616", field: "provenance.seed", accepted: "18446744073709551615"),
        Case(old: "\"max_depth\": \"3\"", new: "\"max_depth\": 3", field: "provenance.arguments.max_depth", accepted: "a string"),
        Case(old: "2026-01-31T12", new: "2026-02-31T12", field: "provenance.created", accepted: "RFC 3339"),
        Case(
            old: "\"created\": \"2026-01-31T12:00:00Z\"", new: "\"created\": null, \"source\": {\"library\": \"XGBoost\"}",
            field: "provenance.source.library_version", accepted: "missing"),
        Case(
            old: "\"rows\": [", new: "\"input_width\": \"float16\", \"rows\": [", field: "self_test.input_width",
            accepted: "float64"),
        Case(old: "\"logistic\"", new: "\"hinge\"", field: "decision_threshold", accepted: "null"),
        Case(old: "35.0,", new: "1e39,", field: "self_test.rows[0][0]", accepted: "range of a float"),
        Case(old: "[35.0, 42000.0, 0.0]", new: "[35.0, 42000.0]", field: "self_test.rows[0]", accepted: "3 features"),
        Case(old: "[35.0, 42000.0, 0.0],\n", new: "", field: "self_test.margins", accepted: "6 in self_test.rows"),
        Case(old: "[-0.0]", new: "[-0.0, 1.0]", field: "self_test.margins[0]", accepted: "expected 1"),
        Case(
            old: "[-0.0]", new: "[-0.0, 1.0]", field: "self_test.margins[1]", accepted: "expected 2", task: .regression),
        Case(old: "\"forest.bin\"", new: "\"forest.exe\"", field: "files.forest.exe", accepted: "report.html"),
        Case(old: "\"forest.bin\"", new: "\"certificate.json\"", field: "files", accepted: "forest.bin"),
        Case(old: "\"baseline.json\"", new: "\"report.html\"", field: "", accepted: "twice"),
        Case(old: "\"bytes\": 1000", new: "\"bytes\": -1", field: "files.baseline.json.bytes", accepted: "from 0"),
        Case(old: "{\n  \"format\"", new: "{\n  \"extra\": 1,\n  \"format\"", field: "extra", accepted: "format_version"),
    ]

    @Test(arguments: cases)
    func `what is wrong is named with its path and with what is accepted`(_ wrong: Case) throws {
        let text = String(decoding: SampleManifest.whole(wrong.task).json(), as: UTF8.self)
        let changed = try #require(SampleManifest.replacing(wrong.old, by: wrong.new, in: text), "\(wrong.old) is not there")
        let error = #expect(throws: BundleError.self) {
            try Manifest(json: SampleManifest.sealedAnew(changed), bundle: "models/small/1")
        }
        #expect(error?.file == "manifest.json")
        #expect((error?.field ?? "") == wrong.field)
        #expect(error?.reason.contains(wrong.accepted) == true, "\(error?.reason ?? "")")
    }
}
