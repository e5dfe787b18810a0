/// Goes over the field lines of a head that `HTTPRequestParser` or `HTTPResponseParser` accepted.
public struct HTTPFieldCursor {
    private var position: Int
    private let end: Int

    public init(_ head: HTTPRequestHead) { self.init(head.fields) }
    public init(_ head: HTTPResponseParser.Head) { self.init(head.fields) }

    private init(_ fields: HTTPByteRange) {
        position = Int(fields.lowerBound)
        end = Int(fields.upperBound)
    }

    /// The next field's name and value (without the blanks around it), or nil after the last. `message` is what was parsed.
    public mutating func next(in message: Span<UInt8>) -> (name: HTTPByteRange, value: HTTPByteRange)? {
        guard position < end else { return nil }
        let start = position
        while message[position] != 0x3A { position &+= 1 }
        let colon = position
        while message[position] != 0x0D { position &+= 1 }
        let value = HTTPText.trimmed(message, colon + 1, position)
        position &+= 2
        return (HTTPByteRange(start, colon), value)
    }
}
