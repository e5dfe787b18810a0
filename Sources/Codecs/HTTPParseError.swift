/// Why a request's head or chunked body was refused, at which byte, and the status to answer with. The connection cannot be used after
/// it: where the next message would begin is not known.
public struct HTTPParseError: Error, Equatable, Sendable {
    public var reason: Reason
    /// Offset of the first byte that is wrong, from the head's or the body's first byte as it was sent.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public enum Reason: UInt8, Sendable, CaseIterable {
        case invalidMethod, unsupportedMethod, invalidTarget, targetTooLong, invalidVersion, unsupportedVersion
        case bareLineFeed, bareCarriageReturn, foldedLine, emptyFieldName, invalidFieldName, whitespaceBeforeColon
        case invalidFieldValue, headTooLarge, tooManyFields
        case invalidContentLength, repeatedContentLength, contentLengthWithTransferEncoding
        case transferEncodingInHTTP10, invalidTransferEncoding, unsupportedTransferEncoding
        case missingHost, repeatedHost, invalidHost, unsupportedExpectation
        case invalidChunkSize, invalidChunkExtension, chunkExtensionTooLarge, missingChunkEnd, chunkOverheadTooLarge
        case trailerTooLarge, bodyTooLarge
    }
}

extension HTTPParseError.Reason {
    public var status: HTTPStatus {
        switch self {
        case .unsupportedMethod, .unsupportedTransferEncoding: .notImplemented
        case .targetTooLong: .uriTooLong
        case .unsupportedVersion: .httpVersionNotSupported
        case .headTooLarge, .tooManyFields, .trailerTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge, .chunkOverheadTooLarge: .contentTooLarge
        case .unsupportedExpectation: .expectationFailed
        default: .badRequest
        }
    }

    /// What was wrong and what is accepted.
    public var text: StaticString {
        switch self {
        case .invalidMethod: "the request does not begin with a method (a token such as GET or POST, then one space)"
        case .unsupportedMethod: "the method is longer than any that is known"
        case .invalidTarget: "the request target is not a path, an http URI, or * (for OPTIONS), in the characters of RFC 3986"
        case .targetTooLong: "the request target is longer than the limit"
        case .invalidVersion: "the request line does not end with HTTP/1.1 or HTTP/1.0"
        case .unsupportedVersion: "the protocol version is not supported: HTTP/1.1 and HTTP/1.0 are"
        case .bareLineFeed: "a line of the request's framing ends with a line feed alone: lines end with CR LF"
        case .bareCarriageReturn: "a carriage return in the request's framing is not followed by a line feed"
        case .foldedLine: "a field line begins with a blank: folded field lines are not accepted"
        case .emptyFieldName: "a field line has no name before its colon"
        case .invalidFieldName: "a field name holds a character that is not a token's"
        case .whitespaceBeforeColon: "a blank stands between a field name and its colon"
        case .invalidFieldValue: "a field value holds a control character"
        case .headTooLarge: "the head of the request is larger than the limit"
        case .tooManyFields: "the request has more header fields than the limit"
        case .invalidContentLength: "Content-Length is not a decimal number below 2^63"
        case .repeatedContentLength: "Content-Length is given more than once"
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding are both given"
        case .transferEncodingInHTTP10: "Transfer-Encoding is given in an HTTP/1.0 request"
        case .invalidTransferEncoding: "Transfer-Encoding is not a list of codings that ends with chunked, given once"
        case .unsupportedTransferEncoding: "Transfer-Encoding names a coding that is not supported: chunked alone is"
        case .missingHost: "an HTTP/1.1 request needs a Host field"
        case .repeatedHost: "Host is given more than once"
        case .invalidHost: "Host is not a host name or address with an optional port"
        case .unsupportedExpectation: "the expectation is not supported: 100-continue is"
        case .invalidChunkSize: "a chunk of the body does not begin with its size in 1 to 16 hexadecimal digits"
        case .invalidChunkExtension: "a chunk extension holds a control character"
        case .chunkExtensionTooLarge: "the extensions of a chunk are larger than the limit"
        case .missingChunkEnd: "a chunk's bytes are not followed by CR LF"
        case .chunkOverheadTooLarge: "the chunked body has too much framing for its size: send larger chunks"
        case .trailerTooLarge: "the fields behind the last chunk are larger than the limit"
        case .bodyTooLarge: "the body of the request is larger than the limit"
        }
    }
}
