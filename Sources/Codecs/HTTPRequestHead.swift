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
    /// What `Content-Length` says; nil without the field. A number too large for `Int` is `Int.max`.
    public internal(set) var contentLength: Int?
    /// `Transfer-Encoding: chunked`: the body follows in chunks (`HTTPChunkedDecoder`), its length unsaid.
    public internal(set) var isChunked = false
    /// The target as it was sent.
    public internal(set) var target = HTTPByteRange.empty
    /// The target's path, percent-encoded; empty for the asterisk form and CONNECT.
    public internal(set) var path = HTTPByteRange.empty
    /// What follows the target's `?`; empty without one.
    public internal(set) var query = HTTPByteRange.empty
    /// The value of `Content-Type`; empty without the field.
    public internal(set) var contentType = HTTPByteRange.empty
    /// The value of `Content-Encoding`; empty without the field.
    public internal(set) var contentEncoding = HTTPByteRange.empty
    /// All field lines, the empty line at the end not included.
    public internal(set) var fields = HTTPByteRange.empty

    init() {}

    /// Whether the head announces a body, an empty one perhaps (RFC 9112, section 6.3).
    public var hasBody: Bool { isChunked || contentLength != nil }
    /// Bytes of the body as `Content-Length` says; 0 without it.
    public var bodyByteCount: Int { contentLength ?? 0 }
}
