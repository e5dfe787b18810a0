/// Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten, with labels that never show rounding noise.
///
/// Ticks are whole multiples of a decimal step, so values and labels are made from integers. Source of the steps: Heckbert, "Nice
/// numbers for graph labels", Graphics Gems, 1990. Bounds that are infinite or (nearly) equal are replaced by others first; no
/// input traps.
public struct Ticks: Sendable, Equatable {
    /// Largest absolute value an axis shows; what lies beyond is drawn at the edge. Keeps every difference of two values finite.
    static let magnitudeMax = 1e300
    /// No axis has more ticks, whatever it is asked for.
    static let countLimit = 50

    /// Rising; within ``bounds``.
    public let values: [Double]
    /// The range that the ticks were made for, widened where it was empty.
    public let bounds: ClosedRange<Double>

    private let multiples: ClosedRange<Int>
    private let mantissa: Int
    private let exponent: Int

    /// Ticks over `bounds`, `countMax` of them at most (at least 2 are made when the range allows it).
    ///
    /// - Parameter isWhole: no step below 1, for counts.
    public init(over requested: ClosedRange<Double>, countMax: Int = 6, isWhole: Bool = false) {
        let bounds = Self.widened(requested)
        let countMax = min(max(countMax, 2), Self.countLimit)
        let span = bounds.upperBound - bounds.lowerBound
        var mantissa = 1
        var exponent = max((DecimalDigits(span / Double(countMax))?.magnitude ?? 0), isWhole ? 0 : -320)
        var multiples = Self.multiples(in: bounds, mantissa: mantissa, exponent: exponent)
        while multiples.count > countMax {
            (mantissa, exponent) = mantissa == 1 ? (2, exponent) : mantissa == 2 ? (5, exponent) : (1, exponent + 1)
            multiples = Self.multiples(in: bounds, mantissa: mantissa, exponent: exponent)
        }
        self.init(bounds: bounds, multiples: multiples, mantissa: mantissa, exponent: exponent)
    }

    private init(bounds: ClosedRange<Double>, multiples: ClosedRange<Int>, mantissa: Int, exponent: Int) {
        self.bounds = bounds
        self.multiples = multiples
        self.mantissa = mantissa
        self.exponent = exponent
        values = multiples.lazy.map { Self.value($0, mantissa: mantissa, exponent: exponent) }.filter(bounds.contains)
    }

    /// The same steps over a range widened to begin and end with a tick.
    public func reachingOut() -> Self {
        let value = { (multiple: Int) in Self.value(multiple, mantissa: mantissa, exponent: exponent) }
        let below = multiples.lowerBound - (value(multiples.lowerBound) > bounds.lowerBound ? 1 : 0)
        let above = multiples.upperBound + (value(multiples.upperBound) < bounds.upperBound ? 1 : 0)
        return Self(
            bounds: min(value(below), bounds.lowerBound)...max(value(above), bounds.upperBound), multiples: below...above,
            mantissa: mantissa, exponent: exponent)
    }

    /// The labels of ``values``: as many places as the step needs, one common suffix (M, G, T) for large numbers. Percentages of
    /// numbers too large or small to be written out are written as the numbers themselves.
    public func labels(isPercent: Bool = false) -> [String] {
        let numbers = multiples.map { DecimalDigits($0 * mantissa, exponent: exponent) }
        let kept = zip(multiples, numbers).filter { multiple, _ in
            bounds.contains(Self.value(multiple, mantissa: mantissa, exponent: exponent))
        }.map(\.1)
        let magnitude = kept.filter { !$0.isZero }.map(\.magnitude).max() ?? 0
        if isPercent, magnitude < 13, magnitude >= -6 {
            return kept.map { $0.scaled(byPowerOfTen: 2).plainText(decimals: max(-(exponent + 2), 0)) + "%" }
        }
        guard magnitude < 15, magnitude >= -4 else {
            return kept.map { $0.scientificText(significantDigits: $0.magnitude - exponent + 1) }
        }
        let group = magnitude < 6 ? 0 : magnitude / 3
        return kept.map { number in
            let places = max(3 * group - exponent, 0)
            let text = number.scaled(byPowerOfTen: -3 * group).plainText(decimals: places)
            return number.isZero ? "0" : text + NumberText.suffixes[group]
        }
    }

    /// The labels of ``values``, which are seconds: all in one unit, `0.5 ms`.
    func durationLabels() -> [String] {
        let numbers = multiples.map { DecimalDigits($0 * mantissa, exponent: exponent) }
        let kept = zip(multiples, numbers).filter { bounds.contains(Self.value($0.0, mantissa: mantissa, exponent: exponent)) }
            .map(\.1)
        let magnitude = kept.filter { !$0.isZero }.map(\.magnitude).max() ?? 0
        guard (-9..<15).contains(magnitude) else { return kept.map { $0.scientificText(significantDigits: 3) + " s" } }
        let (power, unit) = NumberText.durationUnit(magnitude: magnitude)
        return kept.map { number in
            number.isZero ? "0" : number.scaled(byPowerOfTen: power).plainText(decimals: max(-(exponent + power), 0)) + " " + unit
        }
    }

    /// A range that can be divided: finite, within ``magnitudeMax``, not empty.
    static func widened(_ bounds: ClosedRange<Double>) -> ClosedRange<Double> {
        let low = bounds.lowerBound.isFinite ? bounds.lowerBound : -magnitudeMax
        let high = bounds.upperBound.isFinite ? bounds.upperBound : magnitudeMax
        let lower = max(min(low, magnitudeMax), -magnitudeMax)
        let upper = max(min(high, magnitudeMax), lower)
        let size = max(abs(lower), abs(upper))
        // Closer than this the labels would need more digits than a Double has.
        guard upper - lower <= max(size * 1e-9, 1e-290) else { return lower...upper }
        let margin = size < 1e-280 ? 0.5 : size * 0.05
        return (lower - margin)...(upper + margin)
    }

    private static func multiples(in bounds: ClosedRange<Double>, mantissa: Int, exponent: Int) -> ClosedRange<Int> {
        let step = value(1, mantissa: mantissa, exponent: exponent)
        let low = (bounds.lowerBound / step).rounded(.up)
        let high = (bounds.upperBound / step).rounded(.down)
        // Within 1e-9 of the size and with 50 ticks at most, a multiple is far below 2^52.
        guard low.magnitude < 0x1p52, high.magnitude < 0x1p52 else { return 0...Int.max / 2 }
        // The quotients are rounded: 0.3 / 0.1 is less than 3. The tick itself decides.
        var (first, last) = (Int(low), Int(high))
        if value(first - 1, mantissa: mantissa, exponent: exponent) >= bounds.lowerBound { first -= 1 }
        if value(last + 1, mantissa: mantissa, exponent: exponent) <= bounds.upperBound { last += 1 }
        return first...max(first, last)
    }

    private static func value(_ multiple: Int, mantissa: Int, exponent: Int) -> Double {
        Double("\(multiple * mantissa)e\(exponent)") ?? 0
    }
}
