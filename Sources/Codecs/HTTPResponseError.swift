/// Why a response's head was refused, and at which byte. The connection cannot be used after it: where the next message would begin is
/// not known.
public struct HTTPResponseError: Error, Equatable, Sendable {
    public var reason: Reason
    /// Offset of the first byte that is wrong, from the message's first byte.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public enum Reason: UInt8, Sendable, CaseIterable {
        case invalidVersion, unsupportedVersion, invalidStatus, invalidPhrase
        case bareLineFeed, bareCarriageReturn, foldedLine, emptyFieldName, invalidFieldName, whitespaceBeforeColon
        case invalidFieldValue, headTooLarge, tooManyFields
        case invalidContentLength, repeatedContentLength, contentLengthWithTransferEncoding
        case transferEncodingInHTTP10, unsupportedTransferEncoding, switchedProtocols
    }

    init(_ fault: HTTPFieldFault) {
        reason =
            switch fault.reason {
            case .bareLineFeed: .bareLineFeed
            case .bareCarriageReturn: .bareCarriageReturn
            case .foldedLine: .foldedLine
            case .emptyFieldName: .emptyFieldName
            case .invalidFieldName: .invalidFieldName
            case .whitespaceBeforeColon: .whitespaceBeforeColon
            case .invalidFieldValue: .invalidFieldValue
            case .tooManyFields: .tooManyFields
            case .invalidContentLength: .invalidContentLength
            }
        offset = fault.offset
    }
}

extension HTTPResponseError.Reason {
    /// What was wrong and what is accepted.
    public var text: StaticString {
        switch self {
        case .invalidVersion: "the response does not begin with HTTP/1.1 or HTTP/1.0 and a space"
        case .unsupportedVersion: "the protocol version of the response is not supported: HTTP/1.1 and HTTP/1.0 are"
        case .invalidStatus: "the status of the response is not a number from 100 to 599"
        case .invalidPhrase: "the reason phrase of the response holds a control character"
        case .bareLineFeed: "a line of the head ends with a line feed alone: lines end with CR LF"
        case .bareCarriageReturn: "a carriage return in the head is not followed by a line feed"
        case .foldedLine: "a line of the head begins with a blank: folded field lines are not accepted"
        case .emptyFieldName: "a field line has no name before its colon"
        case .invalidFieldName: "a field name holds a character that is not a token's"
        case .whitespaceBeforeColon: "a blank stands between a field name and its colon"
        case .invalidFieldValue: "a field value holds a control character"
        case .headTooLarge: "the head of the response is larger than the limit"
        case .tooManyFields: "the response has more header fields than the limit"
        case .invalidContentLength: "Content-Length is not a decimal number"
        case .repeatedContentLength: "Content-Length is given more than once"
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding are both given"
        case .transferEncodingInHTTP10: "Transfer-Encoding is given in an HTTP/1.0 response"
        case .unsupportedTransferEncoding: "Transfer-Encoding is not chunked, the one that is supported"
        case .switchedProtocols: "the server switches to another protocol, which nobody asked for"
        }
    }
}
