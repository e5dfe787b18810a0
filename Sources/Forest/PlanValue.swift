/// A threshold and an input as a plan compares them.
protocol PlanValue: BinaryFloatingPoint & BitwiseCopyable & Sendable {
    /// Toward zero, of a value above -1 and below 2^31.
    var truncated: Int { get }
    /// Itself where `keep`, else zero, without a branch.
    func orZero(unless keep: Bool) -> Self
}

extension Float: PlanValue {
    @inline(__always) var truncated: Int { Double(self).truncated }
    @inline(__always) func orZero(unless keep: Bool) -> Float { Float(bitPattern: bitPattern & (0 &- (keep ? 1 : 0))) }
}

extension Double: PlanValue {
    // Adding 1.5 * 2^52 rounds to the nearest whole number, which is then in the low bits; one less where that was upwards. The
    // library's conversion checks its range first: three comparisons and branches more.
    @inline(__always) var truncated: Int {
        let value = self > 0 ? self : 0
        let shifted = value + 0x1.8p52
        let nearest = shifted - 0x1.8p52
        return Int(truncatingIfNeeded: shifted.bitPattern & 0xFFFF_FFFF) &- (nearest > value ? 1 : 0)
    }
    @inline(__always) func orZero(unless keep: Bool) -> Double { Double(bitPattern: bitPattern & (0 &- (keep ? 1 : 0))) }
}

extension PlanValue {
    /// The least value that is not below `number`.
    static func least(atOrAbove number: Double) -> Self {
        let nearest = Self(number)
        return Double(nearest) >= number ? nearest : nearest.nextUp
    }

    /// The least value above `number`; NaN, which nothing reaches, when there is none.
    static func least(above number: Double) -> Self {
        let nearest = Self(number)
        if Double(nearest) > number { return nearest }
        return nearest == .infinity ? .nan : nearest.nextUp
    }
}
