import Codecs
import SystemPackage
import TestSupport
import Testing

struct HTTPCorpusTests {
    /// The limits of the fuzzer, under which the corpus was found.
    private static let limits = HTTPHeadLimits(headByteCountMax: 512, targetByteCountMax: 64, fieldCountMax: 8)

    @Test func `what the fuzzer found gives the same whole, in halves and byte by byte, before a guard page`() {
        let files = SourceTree.files(below: "Tests/Corpora/http")
        #expect(files.count > 50)
        for file in files {
            guard let input = FileBytes.read(SharedData.packageRoot.appending(file)) else {
                Issue.record("\(file) cannot be read")
                continue
            }
            // The first byte says where the fuzzer cuts.
            let guarded = GuardedBytes(Array(input.dropFirst()))
            let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
            let whole = unsafe parse(message, cuts: [], limits: Self.limits)
            #expect(unsafe parse(message, cuts: [message.count / 2], limits: Self.limits) == whole, "\(file)")
            #expect(unsafe parse(message, cuts: Array(0...message.count), limits: Self.limits) == whole, "\(file)")
        }
    }
}
