/// An IPv4 or IPv6 address; all zeros (`::`) is no address.
///
/// An IPv4 address is kept as IPv6 maps it (`::ffff:192.0.2.1`), so that 16 bytes say which of the two it is, and is written as IPv4.
public struct IPAddress: Sendable, Equatable {
    /// The first eight bytes, the first highest.
    public var high: UInt64
    /// The last eight.
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public init(v4: UInt32) { self.init(high: 0, low: Self.v4Prefix | UInt64(v4)) }

    /// No address.
    public static let none = IPAddress(high: 0, low: 0)

    public var isNone: Bool { high == 0 && low == 0 }
    /// The IPv4 address, the first number highest; nil for any other.
    public var v4: UInt32? { high == 0 && low &>> 32 == Self.v4Prefix &>> 32 ? UInt32(truncatingIfNeeded: low) : nil }

    private static let v4Prefix: UInt64 = 0xFFFF_0000_0000
    /// Characters of the longest text: six groups of four digits and an IPv4 address.
    public static let textByteCountMax = 45

    /// The address that a run of text is: four decimal numbers without leading zeros, or RFC 4291's text of IPv6, an IPv4 address in its last
    /// four bytes included. Nil for anything else: blanks, brackets, a port or a zone are no part of an address.
    public init?(_ text: Span<UInt8>, _ run: HTTPByteRange) {
        var index = Int(run.lowerBound)
        let end = Int(run.upperBound)
        guard run.count <= Self.textByteCountMax else { return nil }
        if let v4 = Self.readV4(text, &index, end) {
            guard index == end else { return nil }
            self.init(v4: v4)
            return
        }
        index = Int(run.lowerBound)
        guard let address = Self.readV6(text, index, end) else { return nil }
        self = address
    }

    /// Four numbers of 0 ... 255 with dots between them, `index` behind them then.
    private static func readV4(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt32? {
        var address: UInt32 = 0
        for part in 0..<4 {
            if part > 0 {
                guard index < end, text[index] == 0x2E else { return nil }
                index &+= 1
            }
            let start = index
            var number: UInt32 = 0
            while index < end, HTTPText.isDigit(text[index]), index &- start < 3 {
                number = number &* 10 &+ UInt32(text[index] &- 0x30)
                index &+= 1
            }
            guard index > start, number <= 255, index == start &+ 1 || text[start] != 0x30 else { return nil }
            address = address &<< 8 | number
        }
        return address
    }

    /// Groups of 1 to 4 hexadecimal digits, once `::` for as many zeros as are missing.
    private static func readV6(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> IPAddress? {
        var words = Words()
        var index = start
        // Where `::` stands, in groups; nil without it.
        var gap: Int?
        if end &- index >= 2, text[index] == 0x3A {
            guard text[index &+ 1] == 0x3A else { return nil }
            index &+= 2
            gap = 0
        }
        while index < end {
            guard words.count < 8 else { return nil }
            var v4End = index
            if words.count <= 6, let v4 = readV4(text, &v4End, end), v4End == end {
                words.append(UInt16(v4 &>> 16))
                words.append(UInt16(truncatingIfNeeded: v4))
                index = end
                break
            }
            guard let group = readGroup(text, &index, end) else { return nil }
            words.append(group)
            guard index < end else { break }
            guard text[index] == 0x3A else { return nil }
            index &+= 1
            guard index < end else { return nil }
            if text[index] == 0x3A {
                guard gap == nil else { return nil }
                gap = words.count
                index &+= 1
            }
        }
        guard let gap else { return words.count == 8 ? words.address : nil }
        return words.count < 8 ? words.filled(at: gap) : nil
    }

    private static func readGroup(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt16? {
        let start = index
        var group: UInt16 = 0
        while index < end, index &- start < 4, let digit = HTTPText.hexValue(text[index]) {
            group = group &<< 4 | UInt16(digit)
            index &+= 1
        }
        return index > start ? group : nil
    }

    /// Up to eight groups, the last one lowest.
    private struct Words {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0

        mutating func append(_ word: UInt16) {
            high = high &<< 16 | low &>> 48
            low = low &<< 16 | UInt64(word)
            count &+= 1
        }

        var address: IPAddress { IPAddress(high: high, low: low) }

        /// With the missing groups as zeros behind the first `gap`.
        func filled(at gap: Int) -> IPAddress {
            var filled = Words()
            for index in 0..<gap { filled.append(self[index]) }
            for _ in count..<8 { filled.append(0) }
            for index in gap..<count { filled.append(self[index]) }
            return filled.address
        }

        private subscript(index: Int) -> UInt16 {
            let fromEnd = count &- 1 &- index
            return UInt16(
                truncatingIfNeeded: fromEnd < 4 ? low &>> (16 &* UInt64(fromEnd)) : high &>> (16 &* UInt64(fromEnd &- 4)))
        }
    }

    /// One of the eight groups of an IPv6 address.
    func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) &>> (16 &* UInt64(3 &- index & 3)))
    }
}

extension ByteBuffer {
    /// Appends an address as RFC 5952 writes it: lowercase, without leading zeros, the longest run of zero groups as `::`.
    public mutating func append(_ address: IPAddress) {
        if let v4 = address.v4 {
            for part in 0..<4 {
                if part > 0 { append(UInt8(ascii: ".")) }
                append(Int(v4 &>> UInt32(24 - 8 * part) & 0xFF))
            }
            return
        }
        let zeros = Self.longestZeros(address)
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound, zeros.count > 1 {
                append("::" as StaticString)
                index = zeros.upperBound
                continue
            }
            if index > 0, !(zeros.count > 1 && index == zeros.upperBound) { append(UInt8(ascii: ":")) }
            append(String(address.group(index), radix: 16))
            index += 1
        }
    }

    /// The first of the longest runs of groups that are zero.
    private static func longestZeros(_ address: IPAddress) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0..<8 {
            if address.group(index) != 0 { start = index + 1 }
            if index + 1 - start > longest.count { longest = start..<index + 1 }
        }
        return longest
    }
}
