/// The head of an HTTP/1.1 or 1.0 response, read strictly and in any pieces (RFC 9110 and 9112).
///
/// It owns a position and what was found so far, no memory: each call is given the message from its first byte, with more behind it than
/// the call before, and goes on where that one stopped. What comes out depends on the bytes alone and never on how they were cut. It
/// refuses everything by which client and server could disagree on where a message ends: a bare line feed, folded lines, repeated or
/// conflicting lengths, encodings that it cannot follow. Limits: `HTTPHeadLimits`. It never reads past the bytes given.
public struct HTTPResponseParser: Sendable, Equatable {
    /// What a call found.
    public enum Progress: Sendable {
        case needsMore
        /// `head` holds the whole head.
        case complete
    }

    /// Valid after `parse` has returned `complete`.
    public private(set) var head = Head()

    private let isAnswerToHead: Bool
    private var state = State.version
    /// The next byte to look at, before the field lines.
    private var position = 0
    private var lines = HTTPFieldLines()
    private var contentLength: Int?
    private var hasTransferEncoding = false
    private var isChunked = false
    private var options = HTTPFieldValues.ConnectionOptions()

    /// What the request asked decides whether a body follows: `HEAD` is answered without one.
    public init(answering method: HTTPMethod) { isAnswerToHead = method == .head }

    private enum State: UInt8, Sendable { case version, status, phrase, lineFeed, fields, complete }

    private var isInStatusLine: Bool { state.rawValue < State.fields.rawValue }

    /// Reads on in `message`, the bytes so far from the message's first. No allocation.
    public mutating func parse(
        _ message: Span<UInt8>, limits: HTTPHeadLimits
    ) throws(HTTPResponseError) -> Progress {
        let bytes = message.extracting(first: limits.headByteCountMax)
        while isInStatusLine, position < bytes.count { try readStatusLine(bytes) }
        if state == .fields {
            guard try readFields(bytes, limits) else {
                guard lines.position < limits.headByteCountMax else { throw HTTPResponseError(.headTooLarge, at: lines.position) }
                return .needsMore
            }
        }
        if state == .complete { return .complete }
        guard position < limits.headByteCountMax else { throw HTTPResponseError(.headTooLarge, at: position) }
        return .needsMore
    }

    // MARK: Status line

    private mutating func readStatusLine(_ bytes: Span<UInt8>) throws(HTTPResponseError) {
        switch state {
        case .version: try readVersion(bytes)
        case .status: try readStatus(bytes)
        case .phrase: try readPhrase(bytes)
        default:
            guard bytes[position] == 0x0A else { throw HTTPResponseError(.bareCarriageReturn, at: position) }
            position &+= 1
            lines = HTTPFieldLines(from: position)
            head.fields = HTTPByteRange(position, position)
            state = .fields
        }
    }

    private static let versionByteCount = 9

    /// `HTTP/1.1 `, with the space.
    private mutating func readVersion(_ bytes: Span<UInt8>) throws(HTTPResponseError) {
        let byte = bytes[position]
        switch position {
        case 5, 7:
            guard HTTPText.isDigit(byte) else { throw HTTPResponseError(.invalidVersion, at: position) }
        case 6:
            guard byte == 0x2E else { throw HTTPResponseError(.invalidVersion, at: position) }
        case 8:
            guard byte == 0x20 else { throw HTTPResponseError(.invalidVersion, at: position) }
            guard bytes[5] == 0x31 else { throw HTTPResponseError(.unsupportedVersion, at: 5) }
            head.minorVersion = bytes[7] == 0x30 ? 0 : 1
            state = .status
        default:
            guard byte == HTTPText.byte("HTTP/", position) else { throw HTTPResponseError(.invalidVersion, at: position) }
        }
        position &+= 1
    }

    /// Three digits and the space or the end of the line: some servers leave the space out together with the phrase.
    private mutating func readStatus(_ bytes: Span<UInt8>) throws(HTTPResponseError) {
        let byte = bytes[position]
        switch position &- Self.versionByteCount {
        case 0:
            guard byte >= 0x31, byte <= 0x35 else { throw HTTPResponseError(.invalidStatus, at: position) }
            head.statusCode = Int(byte &- 0x30)
        case 1, 2:
            guard HTTPText.isDigit(byte) else { throw HTTPResponseError(.invalidStatus, at: position) }
            head.statusCode = head.statusCode &* 10 &+ Int(byte &- 0x30)
        default:
            guard byte == 0x20 || byte == 0x0D else {
                throw HTTPResponseError(byte == 0x0A ? .bareLineFeed : .invalidStatus, at: position)
            }
            state = byte == 0x20 ? .phrase : .lineFeed
        }
        position &+= 1
    }

    /// Says nothing that the status does not (RFC 9112, section 4).
    private mutating func readPhrase(_ bytes: Span<UInt8>) throws(HTTPResponseError) {
        position = HTTPText.firstControl(bytes, from: position)
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x09: break
        case 0x0D: state = .lineFeed
        case 0x0A: throw HTTPResponseError(.bareLineFeed, at: position)
        default: throw HTTPResponseError(.invalidPhrase, at: position)
        }
        position &+= 1
    }

    // MARK: Fields

    /// True when the head has ended.
    private mutating func readFields(
        _ bytes: Span<UInt8>, _ limits: HTTPHeadLimits
    ) throws(HTTPResponseError) -> Bool {
        while true {
            let step: HTTPFieldLines.Step
            do { step = try lines.next(bytes, fieldCountMax: limits.fieldCountMax) } catch { throw HTTPResponseError(error) }
            switch step {
            case .needsMore: return false
            case .field: try noteField(bytes)
            case .end:
                try finish()
                state = .complete
                return true
            }
        }
    }

    /// Takes note of the fields that frame the message or say what its body is; the rest is for a cursor.
    private mutating func noteField(_ bytes: Span<UInt8>) throws(HTTPResponseError) {
        let name = lines.name
        switch name.count {
        case 10 where HTTPText.isEqual(bytes, name, ignoringCase: "connection"): options.add(bytes, lines.value)
        case 12 where HTTPText.isEqual(bytes, name, ignoringCase: "content-type"): head.contentType = lines.value
        case 14 where HTTPText.isEqual(bytes, name, ignoringCase: "content-length"):
            guard contentLength == nil else {
                throw HTTPResponseError(.repeatedContentLength, at: Int(name.lowerBound))
            }
            do { contentLength = try HTTPFieldValues.contentLength(bytes, lines.value) } catch { throw HTTPResponseError(error) }
        case 17 where HTTPText.isEqual(bytes, name, ignoringCase: "transfer-encoding"):
            // A second field would be a list of two encodings.
            isChunked = !hasTransferEncoding && HTTPText.isEqual(bytes, lines.value, ignoringCase: "chunked")
            hasTransferEncoding = true
        default: break
        }
    }

    /// What can be said only when all fields are known.
    private mutating func finish() throws(HTTPResponseError) {
        let end = lines.position
        head.byteCount = end
        head.fields.upperBound = UInt32(lines.upperBound)
        if hasTransferEncoding {
            guard contentLength == nil else { throw HTTPResponseError(.contentLengthWithTransferEncoding, at: end) }
            guard head.minorVersion > 0 else { throw HTTPResponseError(.transferEncodingInHTTP10, at: end) }
            guard isChunked else { throw HTTPResponseError(.unsupportedTransferEncoding, at: end) }
        }
        guard head.statusCode != 101 else { throw HTTPResponseError(.switchedProtocols, at: end) }
        head.framing = framing
        head.keepsAlive =
            !options.close && (head.minorVersion > 0 || options.keepAlive) && head.framing != .untilClose
    }

    private var framing: Framing {
        if isAnswerToHead || head.isInterim || head.statusCode == 204 || head.statusCode == 304 { return .none }
        if isChunked { return .chunked }
        guard let contentLength else { return .untilClose }
        return .length(contentLength)
    }
}
