/// The trace that a request is part of, as `traceparent` says it (W3C Trace Context, Level 1, section 3.2).
public struct TraceContext: Sendable, Equatable {
    /// The 16 bytes of the trace's id, the first highest; never all zero.
    public var traceHigh: UInt64
    public var traceLow: UInt64
    /// The caller's span; never 0.
    public var parent: UInt64
    /// Bit 0: the caller records the trace.
    public var flags: UInt8

    public init(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, flags: UInt8) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.parent = parent
        self.flags = flags
    }

    /// Bytes of version 00: `00-` 32 digits `-` 16 digits `-` 2 digits.
    public static let byteCount = 55

    /// The trace that a field's value names; nil when it is none. Later versions may have more behind a further hyphen, and are read as 00.
    public init?(_ message: Span<UInt8>, _ value: HTTPByteRange) {
        let start = Int(value.lowerBound)
        guard value.count >= Self.byteCount else { return nil }
        guard message[start &+ 2] == 0x2D, message[start &+ 35] == 0x2D, message[start &+ 52] == 0x2D else { return nil }
        guard let version = Self.hexadecimal(message, start, digitCount: 2), version != 0xFF else { return nil }
        guard value.count == Self.byteCount || (version > 0 && message[start &+ Self.byteCount] == 0x2D) else { return nil }
        guard let high = Self.hexadecimal(message, start &+ 3, digitCount: 16),
            let low = Self.hexadecimal(message, start &+ 19, digitCount: 16),
            let parent = Self.hexadecimal(message, start &+ 36, digitCount: 16),
            let flags = Self.hexadecimal(message, start &+ 53, digitCount: 2)
        else { return nil }
        guard high | low != 0, parent != 0 else { return nil }
        self.init(traceHigh: high, traceLow: low, parent: parent, flags: UInt8(truncatingIfNeeded: flags))
    }

    /// Lowercase digits alone, up to 16 of them.
    private static func hexadecimal(_ message: Span<UInt8>, _ start: Int, digitCount: Int) -> UInt64? {
        var number: UInt64 = 0
        for index in start..<start &+ digitCount {
            guard let digit = HTTPText.hexValue(message[index]), message[index] &- 0x41 > 5 else { return nil }
            number = number &<< 4 | UInt64(digit)
        }
        return number
    }

    /// Writes the `traceparent` of version 00 into the first `byteCount` bytes of `output`. Of the flags only the one that is defined is kept.
    public func write(into output: inout MutableSpan<UInt8>) {
        output[0] = 0x30
        output[1] = 0x30
        output[2] = 0x2D
        HTTPText.writeHexadecimal(traceHigh, digitCount: 16, into: &output, at: 3)
        HTTPText.writeHexadecimal(traceLow, digitCount: 16, into: &output, at: 19)
        output[35] = 0x2D
        HTTPText.writeHexadecimal(parent, digitCount: 16, into: &output, at: 36)
        output[52] = 0x2D
        HTTPText.writeHexadecimal(UInt64(flags & 1), digitCount: 2, into: &output, at: 53)
    }
}
