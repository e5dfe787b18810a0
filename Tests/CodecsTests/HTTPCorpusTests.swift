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

    @Test func `what the fuzzer of responses found gives the same whole, in halves and byte by byte, before a guard page`() {
        let limits = HTTPHeadLimits(headByteCountMax: 512, fieldCountMax: 8)
        let files = SourceTree.files(below: "Tests/Corpora/response")
        #expect(files.count > 50)
        for file in files {
            guard let input = FileBytes.read(SharedData.packageRoot.appending(file)), let first = input.first else {
                Issue.record("\(file) cannot be read")
                continue
            }
            let method = first & 1 == 0 ? HTTPMethod.post : .head
            let guarded = GuardedBytes(Array(input.dropFirst()))
            let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
            let whole = unsafe parseResponse(message, answering: method, limits: limits)
            let halves = unsafe parseResponse(message, cuts: [message.count / 2], answering: method, limits: limits)
            let cuts = Array(0...message.count)
            #expect(halves == whole, "\(file)")
            #expect(unsafe parseResponse(message, cuts: cuts, answering: method, limits: limits) == whole, "\(file)")
        }
    }
}
