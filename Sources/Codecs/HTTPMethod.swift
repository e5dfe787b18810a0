/// The request methods of RFC 9110 and RFC 5789; any other token is `other`.
public enum HTTPMethod: UInt8, Sendable {
    case get, head, post, put, delete, connect, options, trace, patch
    case other

    /// Methods are case-sensitive (RFC 9110, section 9.1).
    init(_ text: Span<UInt8>, _ run: HTTPByteRange) {
        self =
            switch run.count {
            case 3 where HTTPText.isEqual(text, run, to: "GET"): .get
            case 3 where HTTPText.isEqual(text, run, to: "PUT"): .put
            case 4 where HTTPText.isEqual(text, run, to: "POST"): .post
            case 4 where HTTPText.isEqual(text, run, to: "HEAD"): .head
            case 5 where HTTPText.isEqual(text, run, to: "TRACE"): .trace
            case 5 where HTTPText.isEqual(text, run, to: "PATCH"): .patch
            case 6 where HTTPText.isEqual(text, run, to: "DELETE"): .delete
            case 7 where HTTPText.isEqual(text, run, to: "CONNECT"): .connect
            case 7 where HTTPText.isEqual(text, run, to: "OPTIONS"): .options
            default: .other
            }
    }
}
