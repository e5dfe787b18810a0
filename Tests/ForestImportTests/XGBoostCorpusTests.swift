import ForestImport
import ForestImportTestSupport
import TestSupport
import Testing

struct XGBoostCorpusTests {
    @Test(arguments: [("xgboostjson", SourceFormat.xgboostJSON), ("ubjson", .xgboostUBJSON)])
    func `what the fuzzers found is refused with a reason or is a model that all parts agree about`(
        folder: String, format: SourceFormat
    ) throws {
        let files = SourceTree.files(below: "Tests/Corpora/\(folder)")
        #expect(files.count > 100)
        var acceptedCount = 0
        for file in files {
            let bytes = try GoldenRows.bytes("../../\(file)")
            if ForeignModel.check(bytes, format: format) == nil { acceptedCount += 1 }
        }
        #expect(acceptedCount > 10 && acceptedCount < files.count)
    }
}
