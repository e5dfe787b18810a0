import CFuzzer
import Codecs

/// Feeding a request whole and in pieces must give the same result, and what it gives must lie within the bytes; a chunked body must be what
/// a slow decoder makes of it.
///
/// The first byte of the input says where the pieces are cut; the rest is the message.
@main
enum FuzzHTTP {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            guard let data = unsafe data, byteCount > 0 else { return 0 }
            let message = unsafe UnsafeBufferPointer(start: data + 1, count: byteCount - 1)
            unsafe FuzzHTTP.check(message, seed: data[0])
            return 0
        }
        precondition(status == 0)
    }

    enum Outcome: Equatable {
        case needsMore
        case complete(HTTPRequestHead)
        case refused(HTTPParseError)
    }

    /// Small enough that the fuzzer meets them.
    static let limits = HTTPHeadLimits(headByteCountMax: 512, targetByteCountMax: 64, fieldCountMax: 8)

    static func advance(_ parser: inout HTTPRequestParser, _ message: UnsafeBufferPointer<UInt8>, count: Int) -> Outcome {
        do {
            let span = unsafe Span(_unsafeElements: message).extracting(first: count)
            switch try parser.parse(span, limits: limits) {
            case .needsMore: return .needsMore
            case .complete: return .complete(parser.head)
            }
        } catch {
            return .refused(error)
        }
    }

    static func check(_ message: UnsafeBufferPointer<UInt8>, seed: UInt8) {
        var wholeParser = HTTPRequestParser()
        let whole = unsafe advance(&wholeParser, message, count: message.count)
        var pieceParser = HTTPRequestParser()
        var pieces = Outcome.needsMore
        var fed = 0
        var step = Int(seed)
        while pieces == .needsMore, fed < message.count {
            step = (step * 5 + 1) & 0xFF
            fed = min(fed + step % 17 + 1, message.count)
            unsafe pieces = advance(&pieceParser, message, count: fed)
        }
        precondition(pieces == whole, "in pieces another result than whole")
        switch whole {
        case .needsMore: precondition(message.count < limits.headByteCountMax)
        case .refused(let error): precondition(error.offset <= min(message.count, limits.headByteCountMax))
        case .complete(let head):
            unsafe check(head, message)
            if head.isChunked { unsafe checkBody(Array(message[head.byteCount...]), seed: seed) }
        }
    }

    static func check(_ head: HTTPRequestHead, _ message: UnsafeBufferPointer<UInt8>) {
        precondition(head.byteCount <= min(message.count, limits.headByteCountMax))
        for run in [
            head.target, head.path, head.query, head.contentType, head.contentEncoding, head.fields, head.acceptEncoding,
            head.forwardedFor, head.requestID, head.traceParent, head.requestTimeout, head.serverTiming,
        ] {
            precondition(run.lowerBound <= run.upperBound && Int(run.upperBound) <= head.byteCount)
        }
        precondition(head.notedFields.isSuperset(of: head.repeatedFields))
        precondition(head.target.count <= limits.targetByteCountMax)
        let bytes = unsafe Span(_unsafeElements: message)
        var cursor = HTTPFieldCursor(head)
        var count = 0
        while let field = cursor.next(in: bytes) {
            precondition(!field.name.isEmpty && field.value.upperBound <= head.fields.upperBound)
            count += 1
        }
        precondition(count <= limits.fieldCountMax)
        var path = [UInt8](repeating: 0, count: head.path.count)
        var room = path.mutableSpan
        precondition(HTTPPercentEncoding.decode(bytes, head.path, into: &room) != nil)
    }
}
