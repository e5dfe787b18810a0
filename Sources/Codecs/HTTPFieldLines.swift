/// The field lines of a head and the empty line that ends them, read strictly and in any pieces (RFC 9112, section 5).
///
/// It owns a position and no memory; the parser of the head that the lines belong to gives it the message and asks for one field after
/// the other. Each byte is looked at once.
struct HTTPFieldLines: Sendable, Equatable {
    enum Step: Sendable {
        case needsMore
        /// `name` and `value` are a field's, and its carriage return was read.
        case field
        /// The empty line was read; `position` is the first byte after it.
        case end
    }

    /// The next byte to look at.
    private(set) var position: Int
    private(set) var name = HTTPByteRange.empty
    /// Without the blanks around it.
    private(set) var value = HTTPByteRange.empty
    /// The end of the last line that was read whole.
    private(set) var upperBound: Int

    private var state = State.lineStart
    private var start = 0
    private var fieldCount = 0

    private enum State: UInt8, Sendable { case lineStart, name, value, lineFeed, lastLineFeed, ended }

    init(from position: Int = 0) {
        self.position = position
        upperBound = position
    }

    /// Reads on in `bytes`, the message from its first byte, to the end of a field or of the lines. No allocation.
    mutating func next(_ bytes: Span<UInt8>, fieldCountMax: Int) throws(HTTPFieldFault) -> Step {
        while position < bytes.count {
            switch state {
            case .lineStart: try readLineStart(bytes, fieldCountMax)
            case .name: try readName(bytes)
            case .value: if try readValue(bytes) { return .field }
            case .lineFeed:
                try readLineFeed(bytes)
                upperBound = position
                state = .lineStart
            case .lastLineFeed:
                try readLineFeed(bytes)
                state = .ended
            case .ended: return .end
            }
        }
        return state == .ended ? .end : .needsMore
    }

    private mutating func readLineFeed(_ bytes: Span<UInt8>) throws(HTTPFieldFault) {
        guard bytes[position] == 0x0A else { throw HTTPFieldFault(.bareCarriageReturn, at: position) }
        position &+= 1
    }

    private mutating func readLineStart(_ bytes: Span<UInt8>, _ fieldCountMax: Int) throws(HTTPFieldFault) {
        let byte = bytes[position]
        if HTTPText.isToken(byte) {
            guard fieldCount < fieldCountMax else { throw HTTPFieldFault(.tooManyFields, at: position) }
            fieldCount &+= 1
            start = position
            state = .name
            return
        }
        switch byte {
        case 0x0D:
            position &+= 1
            state = .lastLineFeed
        case 0x0A: throw HTTPFieldFault(.bareLineFeed, at: position)
        case 0x20, 0x09: throw HTTPFieldFault(.foldedLine, at: position)
        case 0x3A: throw HTTPFieldFault(.emptyFieldName, at: position)
        default: throw HTTPFieldFault(.invalidFieldName, at: position)
        }
    }

    private mutating func readName(_ bytes: Span<UInt8>) throws(HTTPFieldFault) {
        position = HTTPText.tokenEnd(bytes, from: position)
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x3A:
            name = HTTPByteRange(start, position)
            position &+= 1
            start = position
            state = .value
        case 0x20, 0x09: throw HTTPFieldFault(.whitespaceBeforeColon, at: position)
        case 0x0A: throw HTTPFieldFault(.bareLineFeed, at: position)
        default: throw HTTPFieldFault(.invalidFieldName, at: position)
        }
    }

    /// True at the value's carriage return; of the control characters only the tab may stand in it (RFC 9110, section 5.5).
    private mutating func readValue(_ bytes: Span<UInt8>) throws(HTTPFieldFault) -> Bool {
        while true {
            position = HTTPText.firstControl(bytes, from: position)
            guard position < bytes.count else { return false }
            switch bytes[position] {
            case 0x09: position &+= 1
            case 0x0D:
                value = HTTPText.trimmed(bytes, start, position)
                position &+= 1
                state = .lineFeed
                return true
            case 0x0A: throw HTTPFieldFault(.bareLineFeed, at: position)
            default: throw HTTPFieldFault(.invalidFieldValue, at: position)
            }
        }
    }
}
