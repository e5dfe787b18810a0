/// Gradient, hessian and row count of a row, a bin or a node as whole numbers, so that sums are exact and no order of summation, and
/// so no number of threads, changes a bit.
///
/// Lane 0 is the gradient; lane 1 is the hessian above `FixedPair.countBits` bits of row count. Both lanes add and subtract at once.
typealias FixedPair = SIMD2<Int64>

extension SIMD2<Int64> {
    static let countBits: Int64 = 28

    @inline(__always) var rowCount: Int64 { self.y & ((1 << Self.countBits) - 1) }
    @inline(__always) var hessianSteps: Int64 { self.y >> Self.countBits }
}

/// The steps in which gradients and hessians are counted: powers of two, chosen so that no sum over all rows overflows.
struct FixedPoint {
    let gradientScale: Double
    let hessianScale: Double
    /// What one step is worth.
    let gradientUnit: Double
    let hessianUnit: Double

    /// For rows whose gradients and hessians are at most these in magnitude.
    init(gradientMax: Double, hessianMax: Double, rowCount: Int) {
        precondition(rowCount <= BinnedTable.rowCountMax, "row counts have 28 bits")
        // A gradient takes 34 bits and 2^28 rows of them 62; the hessians of all rows together take 34 of the 35 above the count.
        let rowBits = Int64.bitWidth - Int64(max(rowCount, 1)).leadingZeroBitCount
        gradientScale = Self.power(33 - Self.exponent(gradientMax))
        hessianScale = Self.power(33 - Self.exponent(hessianMax) - rowBits)
        gradientUnit = 1 / gradientScale
        hessianUnit = 1 / hessianScale
    }

    /// One row.
    @inline(__always)
    func pair(gradient: Double, hessian: Double) -> FixedPair {
        FixedPair(Self.round(gradient * gradientScale), (Self.round(hessian * hessianScale) << FixedPair.countBits) | 1)
    }

    /// To the nearest whole number, ties to even, for magnitudes below 2^51: adding 1.5 * 2^52 leaves it in the low bits.
    @inline(__always)
    private static func round(_ value: Double) -> Int64 {
        let anchor = 0x1.8p52
        return Int64(bitPattern: (value + anchor).bitPattern) &- Int64(bitPattern: anchor.bitPattern)
    }

    private static func exponent(_ value: Double) -> Int { value > 0 ? Int(value.exponent) : 0 }
    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: min(max(exponent, -1000), 1000), significand: 1)
    }
}
