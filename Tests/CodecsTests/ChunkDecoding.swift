import Codecs
import TestSupport

/// What a chunked decoder made of some bytes, comparable and printable.
enum ChunkOutcome: Equatable {
    case needsMore(body: [UInt8])
    case complete(body: [UInt8], encodedByteCount: Int)
    case refused(HTTPParseError.Reason, at: Int)

    var body: [UInt8]? {
        if case .complete(let body, _) = self { body } else { nil }
    }
}

/// Decodes bodies as a connection does: pieces arrive behind what was decoded, right before a guard page.
final class ChunkDecoding {
    var bodyByteCountMax = 1 << 20
    var limits = HTTPChunkLimits()
    private let memory: GuardedBytes

    init(byteCountMax: Int = 1024) { memory = GuardedBytes([UInt8](repeating: 0, count: byteCountMax)) }

    /// The outcome for `encoded` received up to each of `cuts` in turn, then whole; nil when bytes behind the message were changed.
    func decode(_ encoded: [UInt8], cuts: [Int] = []) -> ChunkOutcome? {
        var decoder = HTTPChunkedDecoder()
        var decoded: [UInt8] = []
        var received = 0
        for cut in cuts + [encoded.count] {
            let given = decoded + encoded[received..<cut]
            let place = unsafe UnsafeMutableRawBufferPointer(rebasing: memory.bytes.suffix(given.count))
            unsafe place.copyBytes(from: given)
            received = cut
            do {
                var body = unsafe MutableSpan<UInt8>(_unsafeBytes: place)
                let progress = try decoder.decode(&body, bodyByteCountMax: bodyByteCountMax, limits: limits)
                decoded = unsafe Array(place.prefix(decoder.decodedByteCount))
                guard progress == .complete else {
                    guard decoder.encodedByteCount == cut else { return nil }
                    continue
                }
                let rest = unsafe Array(place[decoder.end...])
                guard rest.elementsEqual(encoded[decoder.encodedByteCount..<cut]) else { return nil }
                return .complete(body: decoded, encodedByteCount: decoder.encodedByteCount)
            } catch {
                return .refused(error.reason, at: error.offset)
            }
        }
        return .needsMore(body: decoded)
    }

    func decode(_ encoded: String, cuts: [Int] = []) -> ChunkOutcome? { decode(Array(encoded.utf8), cuts: cuts) }

    /// What the oracle says of the same bytes.
    func oracle(_ encoded: [UInt8]) -> ChunkedOracle.Outcome {
        ChunkedOracle.decode(
            encoded,
            limits: ChunkedOracle.Limits(
                bodyByteCountMax: bodyByteCountMax, extensionByteCountMax: limits.extensionByteCountMax,
                trailerByteCountMax: limits.trailerByteCountMax, overheadByteCountMax: limits.overheadByteCountMax,
                overheadByteCountPerBodyByte: HTTPChunkLimits.overheadByteCountPerBodyByte))
    }

    /// Whether an outcome is what the oracle says; the oracle knows no reasons.
    static func agrees(_ outcome: ChunkOutcome?, _ oracle: ChunkedOracle.Outcome) -> Bool {
        switch (outcome, oracle) {
        case (.needsMore, .needsMore), (.refused, .refused): true
        case (.complete(let body, let count), .complete(let expected, let expectedCount)):
            body == expected && count == expectedCount
        default: false
        }
    }
}
