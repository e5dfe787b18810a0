import ForestImport
import ForestImportTestSupport
import SystemPackage
import TestSupport
import Testing

struct LightGBMCorpusTests {
    @Test func `what the fuzzer found is refused or a model that all agree about; nothing is read behind the file`() {
        let files = SourceTree.files(below: "Tests/Corpora/lightgbm")
        #expect(files.count > 50)
        var modelCount = 0
        for file in files {
            guard let contents = FileBytes.read(SharedData.packageRoot.appending(file)) else {
                Issue.record("\(file) cannot be read")
                continue
            }
            let error = ForeignModel.check(contents, format: .lightGBMText)
            if error == nil { modelCount += 1 }
            let guarded = GuardedBytes(contents)
            let again = Result { () throws(ImportError) in
                try unsafe ModelImporter.read(UnsafeRawBufferPointer(guarded.bytes), format: .lightGBMText)
            }
            withExtendedLifetime(guarded) {
                switch again {
                case .success: #expect(error == nil, "\(file)")
                case .failure(let other): #expect(other == error, "\(file)")
                }
            }
        }
        #expect(modelCount > 10 && modelCount < files.count)
    }
}
