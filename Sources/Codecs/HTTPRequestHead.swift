/// The head of a request: what its request line and its framing fields say, as runs of bytes of the message.
public struct HTTPRequestHead: Sendable, Equatable {
    public internal(set) var method = HTTPMethod.other
    /// 1 for HTTP/1.1 (and what a later minor version sends), 0 for HTTP/1.0.
    public internal(set) var minorVersion: UInt8 = 1
    /// Whether the client wants the connection kept after this exchange (RFC 9112, section 9.3).
    public internal(set) var keepsAlive = true
    /// `Expect: 100-continue` of an HTTP/1.1 client: it waits for a word before it sends the body.
    public internal(set) var expectsContinue = false
    /// Bytes from the message's first to the end of the head's empty line.
    public internal(set) var byteCount = 0
    /// What `Content-Length` says; nil without the field.
    public internal(set) var contentLength: Int?
    /// `Transfer-Encoding: chunked`: the body follows in chunks (`HTTPChunkedDecoder`), its length unsaid.
    public internal(set) var isChunked = false
    /// The target as it was sent.
    public internal(set) var target = HTTPByteRange.empty
    /// The target's path, percent-encoded; empty for the asterisk form and CONNECT.
    public internal(set) var path = HTTPByteRange.empty
    /// What follows the target's `?`; empty without one.
    public internal(set) var query = HTTPByteRange.empty
    /// The value of `Content-Type`, of its first line; empty without the field.
    public internal(set) var contentType = HTTPByteRange.empty
    /// The value of `Content-Encoding`, of its first line; empty without the field.
    public internal(set) var contentEncoding = HTTPByteRange.empty
    /// Further fields that are looked for in every request, of the first line that has each.
    public internal(set) var acceptEncoding = HTTPByteRange.empty
    public internal(set) var forwardedFor = HTTPByteRange.empty
    public internal(set) var requestID = HTTPByteRange.empty
    public internal(set) var traceParent = HTTPByteRange.empty
    public internal(set) var requestTimeout = HTTPByteRange.empty
    public internal(set) var serverTiming = HTTPByteRange.empty
    /// Which of the fields noted above have more lines than one: `HTTPFieldCursor` finds those.
    public internal(set) var repeatedFields = NotedFields()
    /// Which of them were there at all, with a value perhaps that is empty.
    public internal(set) var notedFields = NotedFields()
    /// All field lines, the empty line at the end not included.
    public internal(set) var fields = HTTPByteRange.empty

    init() {}

    /// Whether the head announces a body, an empty one perhaps (RFC 9112, section 6.3).
    public var hasBody: Bool { isChunked || contentLength != nil }
    /// Bytes of the body as `Content-Length` says; 0 without it.
    public var bodyByteCount: Int { contentLength ?? 0 }

    /// The fields whose values are noted and do not frame the message.
    public struct NotedFields: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let contentType = NotedFields(rawValue: 1)
        public static let contentEncoding = NotedFields(rawValue: 2)
        public static let acceptEncoding = NotedFields(rawValue: 4)
        /// `X-Forwarded-For`.
        public static let forwardedFor = NotedFields(rawValue: 8)
        /// `X-Request-Id`.
        public static let requestID = NotedFields(rawValue: 16)
        /// `traceparent` (W3C Trace Context).
        public static let traceParent = NotedFields(rawValue: 32)
        /// `X-Request-Timeout-Ms`.
        public static let requestTimeout = NotedFields(rawValue: 64)
        /// `X-Server-Timing`.
        public static let serverTiming = NotedFields(rawValue: 128)
    }

    /// Notes one more line of `field`; true for the first, whose value is the one that is kept.
    mutating func isFirst(_ field: NotedFields) -> Bool {
        if notedFields.contains(field) {
            repeatedFields.insert(field)
            return false
        }
        notedFields.insert(field)
        return true
    }
}
