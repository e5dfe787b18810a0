import Codecs
import SystemPackage
import TestSupport
import Testing

@Suite struct JSONCorpusTests {
    @Test func `what the fuzzer found is judged alike by value and cursor, and what was read writes and reads as the same value`()
    {
        let files = SourceTree.files(below: "Tests/Corpora/json")
        #expect(files.count > 100)
        for file in files {
            guard let bytes = FileBytes.read(SharedData.packageRoot.appending(file)) else {
                Issue.record("\(file) cannot be read")
                continue
            }
            let isAccepted = cursorAccepts(bytes)
            guard let value = guardedValue(bytes) else {
                // Names that stand twice are the only thing that the cursor does not look for.
                let error = #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
                #expect(!isAccepted || error?.reason.contains("stands twice") == true, "\(file)")
                continue
            }
            #expect(isAccepted, "\(file)")
            for indented in [false, true] {
                #expect(guardedValue(Array(value.text(indented: indented).utf8)) == value, "\(file)")
            }
        }
    }
}
