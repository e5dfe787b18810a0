/// A chunked body (RFC 9112, section 7.1), read strictly and in any pieces, and put together where it lies.
///
/// It owns positions, no memory. Each call is given the body's place from its first byte: what was decoded so far, and behind that what
/// has newly come, as it was sent. The payload of the chunks is moved down behind what was decoded, over the framing; everything else is
/// checked and dropped. So a body is one run of bytes when it is complete, what follows the message stays where it is, and payload that
/// comes when nothing but payload is expected is at its place already. Every byte is looked at once: what comes out depends on the bytes
/// alone and never on how they were cut.
///
/// Chunk extensions and trailer fields are checked for their form and ignored, trailer fields that would change the framing included
/// (RFC 9110, section 6.5.1, lets a recipient ignore them all). Limits: `HTTPChunkLimits` and the limit of the body. It never reads or
/// writes past the bytes given.
public struct HTTPChunkedDecoder: Sendable, Equatable {
    /// What a call found.
    public enum Progress: Sendable {
        /// All that was given is read. What stands behind `decodedByteCount` is of no use any more: the next bytes belong there.
        case needsMore
        /// The body is whole: `decodedByteCount` bytes. Whatever follows the message begins at `end`.
        case complete
    }

    /// Bytes of the body so far, from the first byte of its place on.
    public private(set) var decodedByteCount = 0
    /// Where the next byte to look at is.
    private var position = 0
    /// Bytes of framing that were read and that the bytes given no longer hold.
    private var droppedByteCount = 0
    /// Bytes of the chunk that are still to come; the size as far as it was read.
    private var chunkByteCount: UInt64 = 0
    private var sizeDigitCount = 0
    /// Where the extension or the trailer section that is being read began, as it was sent.
    private var start = 0
    private var state = State.sizeStart

    public init() {}

    private enum State: UInt8, Sendable {
        case sizeStart, size, blank, extensions, sizeLineFeed
        case payload, payloadCarriageReturn, payloadLineFeed
        case fieldStart, fieldName, fieldValue, fieldLineFeed, lastLineFeed
        case complete
    }

    /// Where the message has ended, in the bytes that the completing call was given.
    public var end: Int {
        precondition(state == .complete, "the body is whole")
        return position
    }

    /// Bytes that were read, as they were sent.
    public var encodedByteCount: Int { position &+ droppedByteCount }

    /// Reads on. `body` is what was decoded so far and, behind it, the bytes that have come since. No allocation.
    ///
    /// Errors have their offset from the body's first byte as it was sent.
    public mutating func decode(
        _ body: inout MutableSpan<UInt8>, bodyByteCountMax: Int, limits: HTTPChunkLimits
    ) throws(HTTPParseError) -> Progress {
        if state == .complete { return .complete }
        precondition(body.count >= decodedByteCount, "what was decoded and what is new")
        precondition(bodyByteCountMax >= decodedByteCount, "one limit for all of a body")
        droppedByteCount &+= position &- decodedByteCount
        position = decodedByteCount
        while position < body.count {
            switch state {
            case .sizeStart, .size: try readSize(body.span, bodyByteCountMax)
            case .blank: try readBlank(body.span, limits)
            case .extensions: try readExtensions(body.span, limits)
            case .sizeLineFeed:
                try readLineFeed(body.span, then: chunkByteCount > 0 ? .payload : .fieldStart, limits)
                start = encodedByteCount
            case .payload: movePayload(&body)
            case .payloadCarriageReturn:
                guard body[position] == 0x0D else { throw error(.missingChunkEnd) }
                position &+= 1
                state = .payloadLineFeed
            case .payloadLineFeed:
                guard body[position] == 0x0A else { throw error(.missingChunkEnd) }
                position &+= 1
                state = .sizeStart
            case .fieldStart, .fieldName, .fieldValue, .fieldLineFeed, .lastLineFeed:
                try readTrailer(body.span, limits)
                if state == .complete { return .complete }
            case .complete: return .complete
            }
        }
        return .needsMore
    }

    private func error(_ reason: HTTPParseError.Reason) -> HTTPParseError { HTTPParseError(reason, at: encodedByteCount) }

    /// Hexadecimal digits alone, at least one; then the end of the line or an extension.
    private mutating func readSize(_ bytes: Span<UInt8>, _ bodyByteCountMax: Int) throws(HTTPParseError) {
        if state == .sizeStart {
            chunkByteCount = 0
            sizeDigitCount = 0
            state = .size
        }
        while position < bytes.count, let digit = HTTPText.hexValue(bytes[position]) {
            guard sizeDigitCount < HTTPChunkLimits.sizeDigitCountMax else { throw error(.invalidChunkSize) }
            sizeDigitCount &+= 1
            chunkByteCount = chunkByteCount &<< 4 | UInt64(digit)
            position &+= 1
        }
        guard position < bytes.count else { return }
        guard sizeDigitCount > 0 else { throw error(bytes[position] == 0x0A ? .bareLineFeed : .invalidChunkSize) }
        switch bytes[position] {
        case 0x0D: state = .sizeLineFeed
        case 0x3B: state = .extensions
        case 0x20, 0x09: state = .blank
        case 0x0A: throw error(.bareLineFeed)
        default: throw error(.invalidChunkSize)
        }
        guard chunkByteCount <= UInt64(bodyByteCountMax &- decodedByteCount) else { throw error(.bodyTooLarge) }
        start = encodedByteCount
        position &+= 1
    }

    /// RFC 9112, section 7.1.1: blanks may stand before an extension's semicolon; not before the end of the line.
    private mutating func readBlank(_ bytes: Span<UInt8>, _ limits: HTTPChunkLimits) throws(HTTPParseError) {
        let byte = bytes[position]
        guard HTTPText.isBlank(byte) || byte == 0x3B else { throw error(byte == 0x0A ? .bareLineFeed : .invalidChunkSize) }
        guard encodedByteCount &- start < limits.extensionByteCountMax else { throw error(.chunkExtensionTooLarge) }
        if byte == 0x3B { state = .extensions }
        position &+= 1
    }

    private mutating func readExtensions(_ bytes: Span<UInt8>, _ limits: HTTPChunkLimits) throws(HTTPParseError) {
        // The first byte that may only be the end of the line.
        let end = position &+ limits.extensionByteCountMax &- (encodedByteCount &- start)
        position = HTTPText.firstControl(bytes.extracting(first: end &+ 1), from: position)
        if position > end {
            position = end
            throw error(.chunkExtensionTooLarge)
        }
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x09:
            guard position < end else { throw error(.chunkExtensionTooLarge) }
        case 0x0D: state = .sizeLineFeed
        case 0x0A: throw error(.bareLineFeed)
        default: throw error(.invalidChunkExtension)
        }
        position &+= 1
    }

    /// The line feed that must follow a carriage return. At each line's end the framing so far must be in proportion to the body.
    private mutating func readLineFeed(
        _ bytes: Span<UInt8>, then next: State, _ limits: HTTPChunkLimits
    ) throws(HTTPParseError) {
        guard bytes[position] == 0x0A else { throw error(.bareCarriageReturn) }
        let allowed = limits.overheadByteCountMax &+ HTTPChunkLimits.overheadByteCountPerBodyByte &* decodedByteCount
        guard encodedByteCount &+ 1 &- decodedByteCount <= allowed else { throw error(.chunkOverheadTooLarge) }
        position &+= 1
        state = next
    }

    private mutating func movePayload(_ body: inout MutableSpan<UInt8>) {
        let byteCount = Int(min(chunkByteCount, UInt64(body.count &- position)))
        if position > decodedByteCount {
            let source = position
            let target = decodedByteCount
            unsafe body.withUnsafeMutableBytes { bytes in
                let moved = unsafe UnsafeRawBufferPointer(rebasing: bytes[source..<source + byteCount])
                unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[target..<target + byteCount]).copyMemory(from: moved)
            }
        }
        position &+= byteCount
        decodedByteCount &+= byteCount
        chunkByteCount &-= UInt64(byteCount)
        if chunkByteCount == 0 { state = .payloadCarriageReturn }
    }
}

extension HTTPChunkedDecoder {
    /// The field lines behind the last chunk, by the rules of a head's.
    private mutating func readTrailer(_ bytes: Span<UInt8>, _ limits: HTTPChunkLimits) throws(HTTPParseError) {
        let room = limits.trailerByteCountMax &- (encodedByteCount &- start)
        guard room > 0 else { throw error(.trailerTooLarge) }
        let bytes = bytes.extracting(first: position &+ room)
        switch state {
        case .fieldStart: try readFieldStart(bytes[position])
        case .fieldName: try readFieldName(bytes)
        case .fieldValue: try readFieldValue(bytes)
        case .fieldLineFeed: try readLineFeed(bytes, then: .fieldStart, limits)
        default: try readLineFeed(bytes, then: .complete, limits)
        }
    }

    private mutating func readFieldStart(_ byte: UInt8) throws(HTTPParseError) {
        switch byte {
        case _ where HTTPText.isToken(byte):
            state = .fieldName
            return
        case 0x0D:
            position &+= 1
            state = .lastLineFeed
        case 0x0A: throw error(.bareLineFeed)
        case 0x20, 0x09: throw error(.foldedLine)
        case 0x3A: throw error(.emptyFieldName)
        default: throw error(.invalidFieldName)
        }
    }

    private mutating func readFieldName(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        while position < bytes.count, HTTPText.isToken(bytes[position]) { position &+= 1 }
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x3A:
            position &+= 1
            state = .fieldValue
        case 0x20, 0x09: throw error(.whitespaceBeforeColon)
        case 0x0A: throw error(.bareLineFeed)
        default: throw error(.invalidFieldName)
        }
    }

    private mutating func readFieldValue(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        position = HTTPText.firstControl(bytes, from: position)
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x09: break
        case 0x0D: state = .fieldLineFeed
        case 0x0A: throw error(.bareLineFeed)
        default: throw error(.invalidFieldValue)
        }
        position &+= 1
    }
}
