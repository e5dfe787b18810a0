/// The id of a request, which a client or a balancer may choose (`X-Request-Id`).
public enum RequestID {
    public static let byteCountMax = 128
    /// Of an id that is chosen here: 16 random bytes as hexadecimal digits.
    public static let ownByteCount = 32

    /// Whether a run of `message` is an id that can be repeated in an answer and a log line: 1 to 128 of `A-Z a-z 0-9 - . _ ~ : / + = @`.
    public static func isValid(_ message: Span<UInt8>, _ value: HTTPByteRange) -> Bool {
        guard (1...byteCountMax).contains(value.count) else { return false }
        for index in Int(value.lowerBound)..<Int(value.upperBound) where !isCharacter(message[index]) { return false }
        return true
    }

    private static func isCharacter(_ byte: UInt8) -> Bool {
        if HTTPText.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 { return true }
        return switch byte {
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x3A, 0x2F, 0x2B, 0x3D, 0x40: true
        default: false
        }
    }

    /// Writes an id of one's own into the first `ownByteCount` bytes of `output`.
    public static func write(high: UInt64, low: UInt64, into output: inout MutableSpan<UInt8>) {
        HTTPText.writeHexadecimal(high, digitCount: 16, into: &output, at: 0)
        HTTPText.writeHexadecimal(low, digitCount: 16, into: &output, at: 16)
    }
}
