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
        var chunkedCount = 0
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
            guard let head = whole.head, head.isChunked else { continue }
            chunkedCount += 1
            checkBody(Array(input.dropFirst(1 + head.byteCount)), file)
        }
        #expect(chunkedCount > 20)
    }

    private func checkBody(_ encoded: [UInt8], _ file: String) {
        let decoding = ChunkDecoding(byteCountMax: encoded.count + 1)
        decoding.bodyByteCountMax = 64
        decoding.limits = HTTPChunkLimits(extensionByteCountMax: 16, trailerByteCountMax: 32, overheadByteCountMax: 64)
        let whole = decoding.decode(encoded)
        #expect(ChunkDecoding.agrees(whole, decoding.oracle(encoded)), "\(file)")
        #expect(decoding.decode(encoded, cuts: [encoded.count / 2]) == whole, "\(file)")
        #expect(decoding.decode(encoded, cuts: Array(0...encoded.count)) == whole, "\(file)")
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
