import Codecs

/// What a head parser made of some bytes, comparable and printable.
enum HTTPOutcome: Equatable, CustomStringConvertible {
    case needsMore
    case complete(HTTPRequestHead)
    case refused(HTTPParseError.Reason, at: Int)

    var description: String {
        switch self {
        case .needsMore: "needs more"
        case .complete(let head): "complete: \(head)"
        case .refused(let reason, let offset): "\(reason) at \(offset)"
        }
    }

    var head: HTTPRequestHead? {
        if case .complete(let head) = self { head } else { nil }
    }
}

/// One call of `parse` with the first `count` bytes.
func advance(
    _ parser: inout HTTPRequestParser, _ message: UnsafeRawBufferPointer, count: Int, limits: HTTPHeadLimits
) -> HTTPOutcome {
    do {
        let prefix = unsafe UnsafeRawBufferPointer(rebasing: message[..<count])
        let span = unsafe Span<UInt8>(_unsafeBytes: prefix)
        switch try parser.parse(span, limits: limits) {
        case .needsMore: return .needsMore
        case .complete: return .complete(parser.head)
        }
    } catch {
        return .refused(error.reason, at: error.offset)
    }
}

/// The whole message in one call.
func parseWhole(_ message: [UInt8], limits: HTTPHeadLimits = HTTPHeadLimits()) -> HTTPOutcome {
    var parser = HTTPRequestParser()
    return unsafe message.withUnsafeBytes { unsafe advance(&parser, $0, count: $0.count, limits: limits) }
}

func parseWhole(_ message: String, limits: HTTPHeadLimits = HTTPHeadLimits()) -> HTTPOutcome {
    parseWhole(Array(message.utf8), limits: limits)
}

/// The message fed up to each of `cuts` in turn, then whole; stops at the first outcome that is final.
func parse(_ message: UnsafeRawBufferPointer, cuts: [Int], limits: HTTPHeadLimits = HTTPHeadLimits()) -> HTTPOutcome {
    var parser = HTTPRequestParser()
    for cut in cuts {
        let outcome = unsafe advance(&parser, message, count: cut, limits: limits)
        if outcome != .needsMore { return outcome }
    }
    return unsafe advance(&parser, message, count: message.count, limits: limits)
}

extension HTTPByteRange {
    func text(in message: [UInt8]) -> String {
        String(decoding: message[Int(lowerBound)..<Int(upperBound)], as: UTF8.self)
    }
}
