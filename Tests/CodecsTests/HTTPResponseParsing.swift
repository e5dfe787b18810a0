import Codecs

/// What a response parser made of some bytes, comparable and printable.
enum HTTPResponseOutcome: Equatable {
    case needsMore
    case complete(HTTPResponseParser.Head)
    case refused(HTTPResponseError.Reason, at: Int)

    var head: HTTPResponseParser.Head? {
        if case .complete(let head) = self { head } else { nil }
    }
}

/// The message fed up to each of `cuts` in turn, then whole; stops at the first outcome that is final.
func parseResponse(
    _ message: UnsafeRawBufferPointer, cuts: [Int] = [], answering method: HTTPMethod = .post,
    limits: HTTPHeadLimits = HTTPHeadLimits()
) -> HTTPResponseOutcome {
    var parser = HTTPResponseParser(answering: method)
    for cut in cuts + [message.count] {
        do {
            let prefix = unsafe UnsafeRawBufferPointer(rebasing: message[..<cut])
            let span = unsafe Span<UInt8>(_unsafeBytes: prefix)
            if try parser.parse(span, limits: limits) == .complete { return .complete(parser.head) }
        } catch {
            return .refused(error.reason, at: error.offset)
        }
    }
    return .needsMore
}

func parseResponse(
    _ message: String, answering method: HTTPMethod = .post, limits: HTTPHeadLimits = HTTPHeadLimits()
) -> HTTPResponseOutcome {
    let bytes = Array(message.utf8)
    return unsafe bytes.withUnsafeBytes { unsafe parseResponse($0, answering: method, limits: limits) }
}
