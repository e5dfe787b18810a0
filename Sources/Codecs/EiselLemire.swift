/// `mantissa * 10^exponent` rounded to nearest, ties to even, for any 64-bit mantissa.
///
/// Source: Lemire, "Number Parsing at a Gigabyte per Second" (2021); Mushtak and Lemire, "Fast Number Parsing Without Fallback"
/// (2023), which proves that 128 bits of the power of five always suffice.
enum EiselLemire {
    @inline(__always)
    static func round<Value: DecimalTarget>(_ mantissa: UInt64, exponent: Int, to _: Value.Type) -> Value {
        if mantissa == 0 || exponent < Value.powersOfTen.lowerBound { return 0 }
        if exponent > Value.powersOfTen.upperBound { return .infinity }
        let leadingZeros = mantissa.leadingZeroBitCount
        let (high, low) = product(of: mantissa &<< UInt64(leadingZeros), exponent, bitCount: Value.fractionBitCount &+ 3)
        let upperBit = Int(truncatingIfNeeded: high &>> 63)
        let shift = UInt64(truncatingIfNeeded: upperBit &+ 64 &- Value.fractionBitCount &- 3)
        var significand = high &>> shift
        // 217706 / 65536 is log2(10), exact enough for floor(q * log2(10)) over the table's range.
        var field = ((217_706 &* exponent) &>> 16) &+ 63 &+ upperBit &- leadingZeros &- Value.exponentOffset
        if field <= 0 { return subnormal(significand, field: field) }
        if low <= 1, Value.powersOfTenWithTies.contains(exponent), significand & 3 == 1, significand &<< shift == high {
            // Exactly between two neighbours, and the one below is even.
            significand &= ~1
        }
        significand = (significand &+ (significand & 1)) &>> 1
        if significand >= 2 &<< UInt64(Value.fractionBitCount) {
            significand = 1 &<< UInt64(Value.fractionBitCount)
            field &+= 1
        }
        if field >= Value.exponentOfInfinity { return .infinity }
        let fraction = significand & ((1 &<< UInt64(Value.fractionBitCount)) &- 1)
        return Value(bits: fraction | UInt64(truncatingIfNeeded: field) &<< UInt64(Value.fractionBitCount))
    }

    /// The upper 128 bits of mantissa times power of five; the second multiplication only when the first leaves `bitCount` bits
    /// open.
    @inline(__always)
    private static func product(of mantissa: UInt64, _ exponent: Int, bitCount: Int) -> (high: UInt64, low: UInt64) {
        let index = 2 &* (exponent &- PowersOfFive.exponentMin)
        var (high, low) = mantissa.multipliedFullWidth(by: PowersOfFive.words[index])
        let open = UInt64.max &>> UInt64(truncatingIfNeeded: bitCount)
        if high & open == open {
            let (sum, carry) = low.addingReportingOverflow(mantissa.multipliedFullWidth(by: PowersOfFive.words[index &+ 1]).high)
            low = sum
            if carry { high &+= 1 }
        }
        return (high, low)
    }

    /// A result whose exponent field would not be positive: shifted into place, rounded, and possibly the smallest normal number.
    @inline(never)
    private static func subnormal<Value: DecimalTarget>(_ significand: UInt64, field: Int) -> Value {
        let shift = 1 &- field
        if shift >= 64 { return 0 }
        let shifted = significand &>> UInt64(truncatingIfNeeded: shift)
        // The rounded fraction carries into the exponent field by itself when it reaches the smallest normal number.
        return Value(bits: (shifted &+ (shifted & 1)) &>> 1)
    }
}
