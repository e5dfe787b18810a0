import Codecs
import TestSupport

/// A chunked body whole, in pieces and by the oracle must come out the same.
extension FuzzHTTP {
    enum BodyOutcome: Equatable {
        case needsMore(body: [UInt8])
        case complete(body: [UInt8], encodedByteCount: Int)
        case refused(HTTPParseError)
    }

    /// Small enough that the fuzzer meets them.
    static let bodyByteCountMax = 64
    static let chunkLimits = HTTPChunkLimits(extensionByteCountMax: 16, trailerByteCountMax: 32, overheadByteCountMax: 64)

    /// The outcome for `encoded` received up to each of `cuts` in turn: each piece behind what was decoded before it.
    static func decode(_ encoded: [UInt8], cuts: [Int]) -> BodyOutcome {
        var decoder = HTTPChunkedDecoder()
        var place: [UInt8] = []
        var received = 0
        for cut in cuts {
            place.removeLast(place.count - decoder.decodedByteCount)
            place += encoded[received..<cut]
            received = cut
            do {
                var span = place.mutableSpan
                let progress = try decoder.decode(&span, bodyByteCountMax: bodyByteCountMax, limits: chunkLimits)
                guard progress == .complete else {
                    precondition(decoder.encodedByteCount == cut, "all that was given is read")
                    continue
                }
                precondition(place[decoder.end...] == encoded[decoder.encodedByteCount..<cut], "what follows stays as it was")
                return .complete(body: Array(place.prefix(decoder.decodedByteCount)), encodedByteCount: decoder.encodedByteCount)
            } catch {
                precondition(error.offset < cut, "an error is about a byte that was given")
                return .refused(error)
            }
        }
        return .needsMore(body: Array(place.prefix(decoder.decodedByteCount)))
    }

    static func checkBody(_ encoded: [UInt8], seed: UInt8) {
        let whole = decode(encoded, cuts: [encoded.count])
        var cuts: [Int] = []
        var step = Int(seed)
        while cuts.last ?? 0 < encoded.count {
            step = (step * 5 + 1) & 0xFF
            cuts.append(min((cuts.last ?? 0) + step % 17 + 1, encoded.count))
        }
        precondition(cuts.isEmpty || decode(encoded, cuts: cuts) == whole, "in pieces another body than whole")
        let limits = ChunkedOracle.Limits(
            bodyByteCountMax: bodyByteCountMax, extensionByteCountMax: chunkLimits.extensionByteCountMax,
            trailerByteCountMax: chunkLimits.trailerByteCountMax, overheadByteCountMax: chunkLimits.overheadByteCountMax,
            overheadByteCountPerBodyByte: HTTPChunkLimits.overheadByteCountPerBodyByte)
        switch (whole, ChunkedOracle.decode(encoded, limits: limits)) {
        case (.needsMore, .needsMore), (.refused, .refused): break
        case (.complete(let body, let byteCount), .complete(let expected, let expectedByteCount)):
            precondition(body == expected && byteCount == expectedByteCount, "another body than the oracle's")
        default: preconditionFailure("whole: \(whole), which the oracle does not say")
        }
    }
}
