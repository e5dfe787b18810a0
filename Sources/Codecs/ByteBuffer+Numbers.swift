extension ByteBuffer {
    /// The shortest decimal that reads back as the same `Float`, spelled as a JSON number (`0.1`, `5.0`, `-0.0`, `1e-05`); `NaN`,
    /// `Infinity`, `-Infinity` for what JSON has no number for.
    public mutating func append(_ value: Float) {
        guard value.isFinite else { return append(nonFinite: Double(value)) }
        var decimal = unsafe ShortestDecimal(reserve(ShortestDecimal.byteCountMax))
        value.write(to: &decimal)
        advance(decimal.byteCount)
    }

    /// The shortest decimal that reads back as the same `Double`; spelled like ``append(_:)`` of `Float`.
    public mutating func append(_ value: Double) {
        guard value.isFinite else { return append(nonFinite: value) }
        var decimal = unsafe ShortestDecimal(reserve(ShortestDecimal.byteCountMax))
        value.write(to: &decimal)
        advance(decimal.byteCount)
    }

    private mutating func append(nonFinite value: Double) {
        append(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" as StaticString)
    }

    /// The number in decimal.
    public mutating func append(_ value: Int) {
        // 20 bytes: the sign and the 19 digits of the farthest number.
        let end = unsafe reserve(20) + 20
        var next = unsafe end
        var rest = value.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe next -= 1
            unsafe next.storeBytes(of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit), as: UInt8.self)
            rest = quotient
        } while rest != 0
        if value < 0 {
            unsafe next -= 1
            unsafe next.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
        }
        let byteCount = unsafe end - next
        unsafe (end - 20).copyMemory(from: next, byteCount: byteCount)
        advance(byteCount)
    }
}
