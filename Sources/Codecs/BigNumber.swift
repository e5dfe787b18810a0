/// A whole number of up to 4096 bits on the stack: just enough arithmetic to compare a decimal with a binary midpoint exactly.
struct BigNumber {
    /// What `ExactRounding` needs at most: 801 decimal digits (2661 bits) shifted by less than 1200 bits.
    static let wordCountMax = 64

    private var words = InlineArray<64, UInt64>(repeating: 0)
    private var count = 0

    init(_ value: UInt64) {
        if value != 0 { append(value) }
    }

    private mutating func append(_ word: UInt64) {
        precondition(count < Self.wordCountMax, "a number of more than 4096 bits")
        words[count] = word
        count += 1
    }

    /// `self * factor + addend`
    mutating func multiply(by factor: UInt64, adding addend: UInt64 = 0) {
        var carry = addend
        for index in 0..<count {
            let (high, low) = words[index].multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            words[index] = sum
            carry = high + (overflow ? 1 : 0)
        }
        if carry != 0 { append(carry) }
    }

    mutating func multiply(byPowerOfFive exponent: Int) {
        // 5^27 is the largest power of five below 2^64.
        var remaining = exponent
        while remaining >= 27 {
            multiply(by: 7_450_580_596_923_828_125)
            remaining -= 27
        }
        var factor: UInt64 = 1
        for _ in 0..<remaining { factor *= 5 }
        multiply(by: factor)
    }

    mutating func shiftLeft(by bitCount: Int) {
        guard count > 0 else { return }
        let (wordShift, bitShift) = (bitCount / 64, UInt64(bitCount % 64))
        multiply(by: 1 << bitShift)
        guard wordShift > 0 else { return }
        let oldCount = count
        for _ in 0..<wordShift { append(0) }
        for index in stride(from: oldCount - 1, through: 0, by: -1) { words[index + wordShift] = words[index] }
        for index in 0..<wordShift { words[index] = 0 }
    }

    /// Negative, zero or positive, as `self` is below, equal to or above `other`.
    func compare(_ other: BigNumber) -> Int {
        if count != other.count { return count < other.count ? -1 : 1 }
        for index in stride(from: count - 1, through: 0, by: -1) where words[index] != other.words[index] {
            return words[index] < other.words[index] ? -1 : 1
        }
        return 0
    }
}
