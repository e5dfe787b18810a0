/// e to the power of `x` for x at or below 0, to about 12 digits; 0 below -700.
///
/// The trainer's own, of additions and multiplications alone, so that a model's bits depend on no C library and no processor.
@inline(__always)
func exponential(ofNonPositive x: Double) -> Double {
    if x < -700 { return 0 }
    // x = n ln 2 + r with |r| <= ln 2 / 2; adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
    let shifted = x * 1.442695040888963407 + 0x1.8p52
    let n = shifted - 0x1.8p52
    let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
    var sum = 1.0 / 3_628_800
    sum = sum * r + 1.0 / 362_880
    sum = sum * r + 1.0 / 40_320
    sum = sum * r + 1.0 / 5_040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    let exponent = Int64(bitPattern: shifted.bitPattern) &- Int64(bitPattern: (0x1.8p52 as Double).bitPattern)
    return sum * Double(bitPattern: UInt64(bitPattern: (exponent &+ 1023) &<< 52))
}
