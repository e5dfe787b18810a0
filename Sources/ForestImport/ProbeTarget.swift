internal import Forest

/// A value that every split of its kind is to meet, in the order of importance, and by its bit in `ProbeCoverage`.
enum ProbeTarget: Int, CaseIterable {
    case threshold, below, above, listed, unlisted, missing
    case belowFloat32, aboveFloat32, codeWithFraction, negativeFraction, negativeCode, firstTooLargeCode, tooLargeCode
    case zero, negativeZero
    case bandEnd, negativeBandEnd, aboveBand, belowNegativeBand, withinBand, withinNegativeBand
    case leastDenormal, negativeLeastDenormal, leastNormal, negativeLeastNormal
    case huge, negativeHuge
    case infinity, negativeInfinity

    var kind: ProbeKind {
        switch self {
        case .threshold: .threshold
        case .below: .below
        case .above: .above
        case .belowFloat32: .belowFloat32
        case .aboveFloat32: .aboveFloat32
        case .missing: .missing
        case .zero, .negativeZero: .zero
        case .bandEnd, .negativeBandEnd, .aboveBand, .belowNegativeBand, .withinBand, .withinNegativeBand: .zeroBand
        case .leastDenormal, .negativeLeastDenormal, .leastNormal, .negativeLeastNormal: .tiny
        case .huge, .negativeHuge: .huge
        case .listed: .categoryListed
        case .unlisted: .categoryUnlisted
        case .negativeCode: .categoryNegative
        case .codeWithFraction, .negativeFraction: .categoryFraction
        case .firstTooLargeCode, .tooLargeCode: .categoryTooLarge
        case .infinity, .negativeInfinity: .infinity
        }
    }

    var bit: UInt32 { 1 << UInt32(rawValue) }

    /// The number, where it does not depend on the split.
    func value(_ width: Arithmetic.Width) -> Double? {
        let band = MissingRule.zeroBand
        let isNarrow = width == .float32
        let overBand = isNarrow ? Double(Float(band).nextUp) : band.nextUp
        let underBand = isNarrow ? Double(Float(band).nextDown) : band.nextDown
        switch self {
        case .missing: return .nan
        case .zero: return 0
        case .negativeZero: return -0.0
        case .bandEnd: return band
        case .negativeBandEnd: return -band
        case .aboveBand: return overBand
        case .belowNegativeBand: return -overBand
        case .withinBand: return underBand
        case .withinNegativeBand: return -underBand
        case .leastDenormal: return isNarrow ? Double(Float.leastNonzeroMagnitude) : .leastNonzeroMagnitude
        case .negativeLeastDenormal: return isNarrow ? -Double(Float.leastNonzeroMagnitude) : -.leastNonzeroMagnitude
        case .leastNormal: return isNarrow ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
        case .negativeLeastNormal: return isNarrow ? -Double(Float.leastNormalMagnitude) : -.leastNormalMagnitude
        case .huge: return isNarrow ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
        case .negativeHuge: return isNarrow ? -Double(Float.greatestFiniteMagnitude) : -.greatestFiniteMagnitude
        case .infinity: return .infinity
        case .negativeInfinity: return -.infinity
        case .negativeCode: return -1
        case .negativeFraction: return -0.5
        case .firstTooLargeCode: return 0x1p24
        case .tooLargeCode: return 0x1p40
        case .threshold, .below, .above, .belowFloat32, .aboveFloat32, .listed, .unlisted, .codeWithFraction: return nil
        }
    }

    /// What splits by threshold are to meet, as bits.
    static func numeric(_ width: Arithmetic.Width) -> UInt32 {
        let others = categoryTargets.filter { $0 != .missing } + (width == .float32 ? [.belowFloat32, .aboveFloat32] : [])
        return bits(allCases) & ~bits(others)
    }

    /// What splits by categories are to meet, as bits.
    static let categorical = bits(categoryTargets)

    private static let categoryTargets: [ProbeTarget] = [
        .listed, .unlisted, .missing, .negativeCode, .codeWithFraction, .negativeFraction, .firstTooLargeCode, .tooLargeCode,
    ]

    private static func bits(_ targets: [ProbeTarget]) -> UInt32 { targets.reduce(0) { $0 | $1.bit } }
}
