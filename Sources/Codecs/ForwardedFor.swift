/// Who asked, behind balancers that write `X-Forwarded-For`.
///
/// Each balancer appends the address that it was asked by, so the entries at the right end are those of the balancers that one knows, and
/// whatever stands left of them came from outside and may be invented.
public enum ForwardedFor {
    /// Balancers that can be trusted one behind the other.
    public static let hopCountMax = 16

    /// The client of a request that came through `hopCount` balancers which are trusted to have appended the truth: the entry that the first
    /// of them wrote. `peer`, who the connection is from, when no balancer is trusted or no entry is there.
    ///
    /// With fewer entries than balancers the leftmost counts, and left of an entry that is no address nothing does: the nearest address that
    /// is known. `message` is what `head` was parsed from. Each byte of the lists is looked at once, whatever `hopCount` is.
    public static func client(
        _ head: HTTPRequestHead, in message: Span<UInt8>, hopCount: Int, peer: IPAddress
    ) -> IPAddress {
        precondition(hopCount <= hopCountMax, "at most \(hopCountMax) balancers")
        guard hopCount > 0, head.notedFields.contains(.forwardedFor) else { return peer }
        var entries = LastEntries(hopCount: hopCount)
        if head.repeatedFields.contains(.forwardedFor) {
            // Of several lines one list, in their order.
            var cursor = HTTPFieldCursor(head)
            while let field = cursor.next(in: message) {
                guard HTTPText.isEqual(message, field.name, ignoringCase: "x-forwarded-for") else { continue }
                entries.append(message, field.value)
            }
        } else {
            entries.append(message, head.forwardedFor)
        }
        var client = peer
        for hop in 0..<min(hopCount, entries.count) {
            // All zeros are what one writes who does not know.
            guard let address = address(message, entries[fromEnd: hop]), !address.isNone else { return client }
            client = address
        }
        return client
    }

    /// The last entries of a list, as many as count.
    private struct LastEntries {
        private var runs = InlineArray<16, HTTPByteRange>(repeating: .empty)
        private let hopCount: Int
        /// Of all entries.
        private(set) var count = 0

        init(hopCount: Int) { self.hopCount = hopCount }

        /// 0 for the last.
        subscript(fromEnd place: Int) -> HTTPByteRange { runs[(count &- 1 &- place) % hopCount] }

        /// The entries of one line.
        mutating func append(_ message: Span<UInt8>, _ value: HTTPByteRange) {
            var start = Int(value.lowerBound)
            let listEnd = Int(value.upperBound)
            while start < listEnd {
                var end = start
                while end < listEnd, message[end] != 0x2C { end &+= 1 }
                runs[count % hopCount] = HTTPText.trimmed(message, start, end)
                count &+= 1
                start = end &+ 1
            }
        }
    }

    /// An address as balancers write it: with a port behind it or without, and IPv6 in brackets then.
    private static func address(_ message: Span<UInt8>, _ entry: HTTPByteRange) -> IPAddress? {
        if let address = IPAddress(message, entry) { return address }
        let start = Int(entry.lowerBound)
        let end = Int(entry.upperBound)
        guard start < end else { return nil }
        if message[start] == 0x5B {
            var close = start
            while close < end, message[close] != 0x5D { close &+= 1 }
            guard close < end, isPort(message, close &+ 1, end) else { return nil }
            return IPAddress(message, HTTPByteRange(start &+ 1, close))
        }
        var colon = start
        while colon < end, message[colon] != 0x3A { colon &+= 1 }
        guard colon < end, isPort(message, colon, end) else { return nil }
        return IPAddress(message, HTTPByteRange(start, colon))
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ message: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start < end else { return true }
        guard message[start] == 0x3A, (2...6).contains(end &- start) else { return false }
        for index in start &+ 1..<end where !HTTPText.isDigit(message[index]) { return false }
        return true
    }
}
