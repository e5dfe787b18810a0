import BundleTestSupport
import SystemPackage
import TestSupport
import Testing

struct DocumentCorpusTests {
    @Test func `everything that the fuzzer found is refused with a reason, or reads back as it was written`() {
        let files = SourceTree.files(below: "Tests/Corpora/manifest")
        #expect(!files.isEmpty)
        for file in files {
            let bytes = FileBytes.read(SharedData.packageRoot.appending(file)) ?? []
            if let problem = DocumentRoundTrip.problem(with: bytes) { Issue.record("\(file): \(problem)") }
        }
    }
}
