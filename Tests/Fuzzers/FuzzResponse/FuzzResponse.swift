import CFuzzer
import Codecs

/// Feeding the head of a response whole and in pieces must give the same result, and what it gives must lie within the bytes.
///
/// The first byte of the input says where the pieces are cut and whether the request was `HEAD`; the rest is the message.
@main
enum FuzzResponse {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            guard let data = unsafe data, byteCount > 0 else { return 0 }
            let message = unsafe UnsafeBufferPointer(start: data + 1, count: byteCount - 1)
            unsafe FuzzResponse.check(message, seed: data[0])
            return 0
        }
        precondition(status == 0)
    }

    enum Outcome: Equatable {
        case needsMore
        case complete(HTTPResponseParser.Head)
        case refused(HTTPResponseError)
    }

    /// Small enough that the fuzzer meets them.
    static let limits = HTTPHeadLimits(headByteCountMax: 512, fieldCountMax: 8)

    static func advance(_ parser: inout HTTPResponseParser, _ message: UnsafeBufferPointer<UInt8>, count: Int) -> Outcome {
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
        let method = seed & 1 == 0 ? HTTPMethod.post : .head
        var wholeParser = HTTPResponseParser(answering: method)
        let whole = unsafe advance(&wholeParser, message, count: message.count)
        var pieceParser = HTTPResponseParser(answering: method)
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
        case .complete(let head): unsafe check(head, message, method)
        }
    }

    static func check(_ head: HTTPResponseParser.Head, _ message: UnsafeBufferPointer<UInt8>, _ method: HTTPMethod) {
        precondition(head.byteCount <= min(message.count, limits.headByteCountMax))
        precondition(head.statusCode >= 100 && head.statusCode <= 599 && head.statusCode != 101)
        for run in [head.contentType, head.fields] {
            precondition(run.lowerBound <= run.upperBound && Int(run.upperBound) <= head.byteCount)
        }
        if method == .head || head.isInterim { precondition(head.framing == .none) }
        if head.framing == .untilClose { precondition(!head.keepsAlive) }
        if case .length(let byteCount) = head.framing { precondition(byteCount >= 0) }
        let bytes = unsafe Span(_unsafeElements: message)
        var cursor = HTTPFieldCursor(head)
        var count = 0
        while let field = cursor.next(in: bytes) {
            precondition(!field.name.isEmpty && field.value.upperBound <= head.fields.upperBound)
            count += 1
        }
        precondition(count <= limits.fieldCountMax)
    }
}
