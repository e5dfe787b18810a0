/// The content codings that are understood (RFC 9110, section 8.4.1).
public enum ContentCoding: UInt8, Sendable, CaseIterable {
    case identity
    /// RFC 1952.
    case gzip
    /// RFC 1950, zlib's format.
    case deflate

    /// The one coding that a list in `message` names (RFC 9110, section 8.4): empty elements, and `identity` beside it, are nothing. Nil for
    /// any that is not understood, and for more than one.
    public init?(_ message: Span<UInt8>, list: HTTPByteRange) {
        self = .identity
        var names = HTTPListElements(list)
        while let name = names.next(in: message) {
            if name.isEmpty { continue }
            guard let coding = ContentCoding(message, name), self == .identity || coding == .identity else { return nil }
            if coding != .identity { self = coding }
        }
    }

    /// The coding that a run of `message` names, without regard to case, `x-gzip` as gzip; nil for any other and for a list.
    public init?(_ message: Span<UInt8>, _ name: HTTPByteRange) {
        switch name.count {
        case 4 where HTTPText.isEqual(message, name, ignoringCase: "gzip"): self = .gzip
        case 6 where HTTPText.isEqual(message, name, ignoringCase: "x-gzip"): self = .gzip
        case 7 where HTTPText.isEqual(message, name, ignoringCase: "deflate"): self = .deflate
        case 8 where HTTPText.isEqual(message, name, ignoringCase: "identity"): self = .identity
        default: return nil
        }
    }
}
