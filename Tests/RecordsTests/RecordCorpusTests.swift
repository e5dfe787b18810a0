import Base
import RecordsTestSupport
import SystemPackage
import TestSupport
import Testing

/// What the fuzzers kept is read again.
@Suite struct RecordCorpusTests {
    @Test func `Every input of the corpus of NDJSON holds what the fuzzer checks`() throws {
        for input in try Self.inputs("Tests/Corpora/ndjson") { RecordOracle.checkLines(input) }
    }

    @Test func `Every input of the corpus of npy holds what the fuzzer checks`() throws {
        for input in try Self.inputs("Tests/Corpora/npy") { RecordOracle.checkMatrix(input) }
    }

    private static func inputs(_ folder: String) throws -> [[UInt8]] {
        let files = SourceTree.files(below: folder)
        #expect(!files.isEmpty)
        return try files.map { file in
            let contents = try MappedFile(path: SharedData.packageRoot.appending(file), byteCountMax: 1 << 20)
            return unsafe Array(contents.bytes)
        }
    }
}
