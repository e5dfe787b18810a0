/// `X-Request-Timeout-Ms`: how long after its first byte the client of a request waits for the answer.
enum RequestTimeout {
    static let accepted = "X-Request-Timeout-Ms is not understood; accepted is a whole number of milliseconds from 1 to 3600000"

    /// Nil for what is not accepted.
    static func milliseconds(_ value: UnsafeRawBufferPointer) -> UInt64? {
        guard value.count >= 1, value.count <= 7 else { return nil }
        var milliseconds: UInt64 = 0
        for index in 0..<value.count {
            let digit = unsafe value[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            milliseconds = milliseconds &* 10 &+ UInt64(digit)
        }
        return milliseconds >= 1 && milliseconds <= 3_600_000 ? milliseconds : nil
    }
}
