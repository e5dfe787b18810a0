/// A floating-point width that decimal text is rounded to, with what the algorithms need to know about it.
protocol DecimalTarget: BinaryFloatingPoint {
    /// Bits of the fraction field.
    static var fractionBitCount: Int { get }
    /// The exponent field's bias, negated.
    static var exponentOffset: Int { get }
    /// The exponent field of infinity.
    static var exponentOfInfinity: Int { get }
    /// Below the smallest, `w * 10^q` is zero for every 64-bit w; above the largest it is infinite for every w but 0.
    static var powersOfTen: ClosedRange<Int> { get }
    /// The only powers of ten for which `w * 10^q` can lie exactly between two neighbours.
    static var powersOfTenWithTies: ClosedRange<Int> { get }
    /// Powers of ten up to this one are exact in this width.
    static var exactPowerOfTenMax: Int { get }
    static func exactPowerOfTen(_ exponent: Int) -> Self
    init(bits: UInt64)
    /// The significand as a whole number, and the power of two that scales it; for finite values.
    var wholeSignificand: (significand: UInt64, powerOfTwo: Int) { get }
}

extension Float: DecimalTarget {
    static var fractionBitCount: Int { 23 }
    static var exponentOffset: Int { -127 }
    static var exponentOfInfinity: Int { 0xFF }
    static var powersOfTen: ClosedRange<Int> { -64...38 }
    static var powersOfTenWithTies: ClosedRange<Int> { -17...10 }
    static var exactPowerOfTenMax: Int { 10 }

    private static let exactPowers: InlineArray<11, Float> = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]

    @inline(__always)
    static func exactPowerOfTen(_ exponent: Int) -> Float { exactPowers[exponent] }

    @inline(__always)
    init(bits: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: bits)) }

    var wholeSignificand: (significand: UInt64, powerOfTwo: Int) {
        let fraction = UInt64(bitPattern & 0x7F_FFFF)
        let field = Int((bitPattern &>> 23) & 0xFF)
        return field == 0 ? (fraction, -149) : (fraction | 1 &<< 23, field - 150)
    }
}

extension Double: DecimalTarget {
    static var fractionBitCount: Int { 52 }
    static var exponentOffset: Int { -1023 }
    static var exponentOfInfinity: Int { 0x7FF }
    static var powersOfTen: ClosedRange<Int> { PowersOfFive.exponentMin...PowersOfFive.exponentMax }
    static var powersOfTenWithTies: ClosedRange<Int> { -4...23 }
    static var exactPowerOfTenMax: Int { 22 }

    private static let exactPowers: InlineArray<23, Double> = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
        1e22,
    ]

    @inline(__always)
    static func exactPowerOfTen(_ exponent: Int) -> Double { exactPowers[exponent] }

    @inline(__always)
    init(bits: UInt64) { self.init(bitPattern: bits) }

    var wholeSignificand: (significand: UInt64, powerOfTwo: Int) {
        let fraction = bitPattern & 0xF_FFFF_FFFF_FFFF
        let field = Int((bitPattern &>> 52) & 0x7FF)
        return field == 0 ? (fraction, -1074) : (fraction | 1 &<< 52, field - 1075)
    }
}
