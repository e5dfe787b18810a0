/// The head of an HTTP/1.1 or 1.0 request, read strictly and in any pieces (RFC 9110 and 9112).
///
/// It owns a position and what was found so far, no memory: each call is given the message from its first byte, with more behind it than
/// the call before, and goes on where that one stopped. Every byte is looked at once, so what comes out depends on the bytes alone and
/// never on how they were cut. It refuses everything by which two servers could disagree on where a message ends: a bare line feed,
/// folded lines, blanks before a colon, repeated or conflicting lengths. Limits: `HTTPHeadLimits`. It never reads past the bytes given.
public struct HTTPRequestParser: Sendable, Equatable {
    /// What a call found.
    public enum Progress: Sendable {
        case needsMore
        /// `head` holds the whole head.
        case complete
    }

    /// Valid after `parse` has returned `complete`.
    public internal(set) var head = HTTPRequestHead()

    var state = State.start
    /// The next byte to look at.
    var position = 0
    /// Where the part that is being read began.
    var start = 0
    /// Where the name of the field that is being read ended.
    var nameEnd = 0
    var fieldCount = 0
    var leadingEmptyLineCount = 0
    var seen = SeenFields()

    public init() {}

    /// Whether a byte of the request was read; an empty line before it is none.
    public var hasBegun: Bool { state != .start && state != .startLineFeed }

    enum State: UInt8, Sendable {
        case start, startLineFeed
        case method, target, version, requestLineFeed
        case fieldStart, fieldName, fieldValue, fieldLineFeed
        case headLineFeed, complete
    }

    /// What decides about framing and may come once only.
    struct SeenFields: Sendable, Equatable {
        var host = false
        var transferEncoding = false
        var unknownCoding = false
        var connection = HTTPFieldValues.ConnectionOptions()
    }

    /// Reads on in `message`, the bytes so far from the message's first. No allocation.
    public mutating func parse(
        _ message: Span<UInt8>, limits: HTTPHeadLimits
    ) throws(HTTPParseError) -> Progress {
        let bytes = message.extracting(first: limits.headByteCountMax)
        while position < bytes.count {
            switch state {
            case .start: try readStart(bytes)
            case .startLineFeed: try readLineFeed(bytes, then: .start)
            case .method: try readMethod(bytes)
            case .target: try readTarget(bytes, limits)
            case .version: try readVersion(bytes)
            case .requestLineFeed:
                try readLineFeed(bytes, then: .fieldStart)
                head.fields = HTTPByteRange(position, position)
            case .fieldStart: try readFieldStart(bytes, limits)
            case .fieldName: try readFieldName(bytes)
            case .fieldValue: try readFieldValue(bytes)
            case .fieldLineFeed:
                try readLineFeed(bytes, then: .fieldStart)
                head.fields.upperBound = UInt32(position)
            case .headLineFeed:
                try readLineFeed(bytes, then: .complete)
                try finish()
            case .complete: return .complete
            }
        }
        guard state != .complete else { return .complete }
        guard position < limits.headByteCountMax else { throw HTTPParseError(.headTooLarge, at: position) }
        return .needsMore
    }

    /// The line feed that must follow a carriage return.
    private mutating func readLineFeed(_ bytes: Span<UInt8>, then next: State) throws(HTTPParseError) {
        guard bytes[position] == 0x0A else { throw HTTPParseError(.bareCarriageReturn, at: position) }
        position &+= 1
        start = position
        state = next
    }

    /// What can be said only when all fields are known.
    private mutating func finish() throws(HTTPParseError) {
        head.byteCount = position
        if seen.transferEncoding {
            guard head.contentLength == nil else { throw HTTPParseError(.contentLengthWithTransferEncoding, at: position) }
            guard head.minorVersion > 0 else { throw HTTPParseError(.transferEncodingInHTTP10, at: position) }
            // RFC 9112, section 6.3: without chunked as the last coding nobody knows where the body ends.
            guard head.isChunked else { throw HTTPParseError(.invalidTransferEncoding, at: position) }
            guard !seen.unknownCoding else { throw HTTPParseError(.unsupportedTransferEncoding, at: position) }
        }
        if head.minorVersion > 0 {
            guard seen.host else { throw HTTPParseError(.missingHost, at: position) }
        } else {
            // RFC 9110, section 10.1.1: the expectation of an HTTP/1.0 client is ignored.
            head.expectsContinue = false
        }
        head.keepsAlive = !seen.connection.close && (head.minorVersion > 0 || seen.connection.keepAlive)
    }
}
