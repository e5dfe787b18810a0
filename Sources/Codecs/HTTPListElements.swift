/// Goes over the elements of a field's list (RFC 9110, section 5.6.1): what stands between commas, without the blanks around it.
///
/// Empty elements are elements, so that who must not accept them can see them; an empty list is one.
struct HTTPListElements {
    private var position: Int
    private let end: Int

    init(_ list: HTTPByteRange) {
        position = Int(list.lowerBound)
        end = Int(list.upperBound)
    }

    /// The next element, or nil after the last. `message` is what the list is a run of.
    mutating func next(in message: Span<UInt8>) -> HTTPByteRange? {
        guard position <= end else { return nil }
        let start = position
        while position < end, message[position] != 0x2C { position &+= 1 }
        let element = HTTPText.trimmed(message, start, position)
        position &+= 1
        return element
    }
}
