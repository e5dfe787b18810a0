extension HTTPResponseParser {
    /// The head of a response: what its status line and its framing fields say, as runs of bytes of the message.
    public struct Head: Sendable, Equatable {
        /// 100 ... 599.
        public internal(set) var statusCode = 0
        /// 1 for HTTP/1.1 (and what a later minor version sends), 0 for HTTP/1.0.
        public internal(set) var minorVersion: UInt8 = 1
        /// Whether the server keeps the connection after this exchange (RFC 9112, section 9.3); never when the body ends with it.
        public internal(set) var keepsAlive = true
        /// Bytes from the message's first to the end of the head's empty line.
        public internal(set) var byteCount = 0
        public internal(set) var framing = Framing.none
        /// The value of `Content-Type`; empty without the field.
        public internal(set) var contentType = HTTPByteRange.empty
        /// All field lines, the empty line at the end not included.
        public internal(set) var fields = HTTPByteRange.empty

        init() {}

        /// An interim response (1xx): the final one follows, right behind this head.
        public var isInterim: Bool { statusCode < 200 }
    }

    /// Where the body that follows the head ends (RFC 9112, section 6.3).
    public enum Framing: Sendable, Equatable {
        /// There is none, whatever the fields say.
        case none
        /// After so many bytes; a number too large for `Int` is `Int.max`.
        case length(Int)
        /// With its last chunk.
        case chunked
        /// When the server closes the connection.
        case untilClose
    }
}
