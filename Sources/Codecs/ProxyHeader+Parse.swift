extension ProxyHeader {
    private static let lineStart: StaticString = "PROXY "
    private static let signature: StaticString = "\r\n\r\n\0\r\nQUIT\n"
    /// Of version 2: the signature, version and command, family, length.
    private static let fixedByteCount = 16

    /// The header that `bytes`, all that a connection has brought so far, begin with; nil when more of it has to come.
    ///
    /// Strict: the first byte that no header has ends it, so that a client which speaks to the server directly is not waited for. Additions
    /// behind the addresses (TLVs) are passed over. It is called again with more, from the first byte: a header is short. It never reads past
    /// the bytes given.
    ///
    /// Source: HAProxy's proxy-protocol.txt, sections 2.1 and 2.2.
    public static func parse(_ bytes: Span<UInt8>) throws(Fault) -> ProxyHeader? {
        guard bytes.count > 0 else { return nil }
        return bytes[0] == HTTPText.byte(lineStart, 0) ? try parseLine(bytes) : try parseBinary(bytes)
    }

    /// True when the bytes have all of `start`, which they begin with as far as they go.
    private static func begins(_ bytes: Span<UInt8>, with start: StaticString) throws(Fault) -> Bool {
        for index in 0..<min(bytes.count, start.utf8CodeUnitCount) {
            guard bytes[index] == HTTPText.byte(start, index) else { throw .notProxy }
        }
        return bytes.count >= start.utf8CodeUnitCount
    }

    // MARK: - Version 1

    private static func parseLine(_ bytes: Span<UInt8>) throws(Fault) -> ProxyHeader? {
        guard try begins(bytes, with: lineStart) else { return nil }
        var end = lineStart.utf8CodeUnitCount
        while end < bytes.count, bytes[end] != 0x0D {
            guard bytes[end] &- 0x20 < 0x5F, end &+ 2 < lineByteCountMax else { throw .invalidLine }
            end &+= 1
        }
        guard end &+ 1 < bytes.count else { return nil }
        guard bytes[end &+ 1] == 0x0A else { throw .invalidLine }
        return try readLine(bytes, end)
    }

    /// `TCP4 SOURCE DESTINATION PORT PORT`, or `UNKNOWN` and anything.
    private static func readLine(_ bytes: Span<UInt8>, _ end: Int) throws(Fault) -> ProxyHeader {
        var words = Words(position: lineStart.utf8CodeUnitCount, end: end)
        var header = ProxyHeader(byteCount: end &+ 2)
        let family = words.next(bytes)
        if HTTPText.isEqual(bytes, family, to: "UNKNOWN") { return header }
        let isV4 = HTTPText.isEqual(bytes, family, to: "TCP4")
        guard isV4 || HTTPText.isEqual(bytes, family, to: "TCP6") else { throw .invalidLine }
        header.source = try address(bytes, words.next(bytes), isV4: isV4)
        _ = try address(bytes, words.next(bytes), isV4: isV4)
        header.sourcePort = try port(bytes, words.next(bytes))
        _ = try port(bytes, words.next(bytes))
        guard words.isAtEnd else { throw .invalidLine }
        return header
    }

    /// What single spaces keep apart.
    private struct Words {
        var position: Int
        let end: Int

        /// Whether the last word went to the end.
        var isAtEnd: Bool { position > end }

        mutating func next(_ bytes: Span<UInt8>) -> HTTPByteRange {
            let start = min(position, end)
            var wordEnd = start
            while wordEnd < end, bytes[wordEnd] != 0x20 { wordEnd &+= 1 }
            position = wordEnd &+ 1
            return HTTPByteRange(start, wordEnd)
        }
    }

    private static func address(_ bytes: Span<UInt8>, _ run: HTTPByteRange, isV4: Bool) throws(Fault) -> IPAddress {
        var hasColon = false
        for index in Int(run.lowerBound)..<Int(run.upperBound) where bytes[index] == 0x3A { hasColon = true }
        guard hasColon != isV4, let address = IPAddress(bytes, run) else { throw .invalidLine }
        return address
    }

    /// 0 ... 65,535, without leading zeros.
    private static func port(_ bytes: Span<UInt8>, _ run: HTTPByteRange) throws(Fault) -> UInt16 {
        guard (1...5).contains(run.count), run.count == 1 || bytes[Int(run.lowerBound)] != 0x30 else { throw .invalidLine }
        var number = 0
        for index in Int(run.lowerBound)..<Int(run.upperBound) {
            guard HTTPText.isDigit(bytes[index]) else { throw .invalidLine }
            number = number &* 10 &+ Int(bytes[index] &- 0x30)
        }
        guard let port = UInt16(exactly: number) else { throw .invalidLine }
        return port
    }

    // MARK: - Version 2

    /// Each byte is judged when it is there.
    private static func parseBinary(_ bytes: Span<UInt8>) throws(Fault) -> ProxyHeader? {
        guard try begins(bytes, with: signature), bytes.count > 12 else { return nil }
        guard bytes[12] &>> 4 == 2 else { throw .unsupportedVersion }
        guard bytes[12] & 0xF <= 1 else { throw .unsupportedCommand }
        // The balancer speaks for itself, to see whether somebody is here; what it says of addresses is to be ignored.
        let isLocal = bytes[12] & 0xF == 0
        guard bytes.count > 13 else { return nil }
        guard let addressByteCount = isLocal ? 0 : addressByteCount(of: bytes[13]) else { throw .unsupportedFamily }
        guard bytes.count >= fixedByteCount else { return nil }
        let byteCount = fixedByteCount &+ (Int(bytes[14]) &<< 8 | Int(bytes[15]))
        guard byteCount <= byteCountMax else { throw .tooLarge }
        guard byteCount >= fixedByteCount &+ addressByteCount else { throw .tooShort }
        guard bytes.count >= byteCount else { return nil }
        var header = ProxyHeader(byteCount: byteCount)
        if !isLocal { readSource(bytes, into: &header) }
        return header
    }

    /// Of a family that says nothing, of internet addresses of both kinds and of local ones, as a stream or as datagrams; nil for any other.
    private static func addressByteCount(of family: UInt8) -> Int? {
        switch family {
        case 0x00: 0
        case 0x11, 0x12: 12
        case 0x21, 0x22: 36
        case 0x31, 0x32: 216
        default: nil
        }
    }

    /// The addresses that a TCP connection can have; what else is valid counts as unsaid.
    private static func readSource(_ bytes: Span<UInt8>, into header: inout ProxyHeader) {
        switch bytes[13] {
        case 0x11:
            header.source = IPAddress(v4: UInt32(truncatingIfNeeded: number(bytes, 16, byteCount: 4)))
            header.sourcePort = UInt16(truncatingIfNeeded: number(bytes, 24, byteCount: 2))
        case 0x21:
            header.source = IPAddress(high: number(bytes, 16, byteCount: 8), low: number(bytes, 24, byteCount: 8))
            header.sourcePort = UInt16(truncatingIfNeeded: number(bytes, 48, byteCount: 2))
        default: break
        }
    }

    /// A number whose first byte is the highest.
    private static func number(_ bytes: Span<UInt8>, _ offset: Int, byteCount: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in offset..<offset &+ byteCount { number = number &<< 8 | UInt64(bytes[index]) }
        return number
    }
}
