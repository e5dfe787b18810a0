import Base
import SystemPackage
import Tabular
import TestSupport
import Testing

@Suite struct CSVCorpusTests {
    /// An input's first byte chooses the block size; see FuzzCSV.
    @Test func `Every input that the fuzzer kept reads as the oracle reads it`() throws {
        let files = SourceTree.files(below: "Tests/Corpora/csv")
        #expect(!files.isEmpty)
        for file in files {
            let input = try ByteSourceTests.stored(SharedData.packageRoot.appending(file))
            guard let first = input.first else { continue }
            let bytes = Array(input.dropFirst())
            guard !bytes.starts(with: [0x1F, 0x8B]) else { continue }
            CSVComparison.check(bytes, blockByteCount: 4 + Int(first % 64))
        }
    }
}
