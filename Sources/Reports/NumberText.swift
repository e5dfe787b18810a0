/// Numbers as a person reads them: few digits, commas between thousands, percentages; the same text on every machine.
///
/// NaN reads `n/a`, the infinities `∞` and `−∞`. The minus sign is U+2212.
public enum NumberText {
    static let minus = "\u{2212}"
    static let undefined = "n/a"

    /// A whole number with commas: 48,842.
    public static func count(_ value: Int) -> String {
        DecimalDigits(value, exponent: 0).plainText(decimals: 0)
    }

    /// At least `digits` significant digits: 0.001235, 123.5, 47,432 (whole digits are never rounded away); from 1e15 on and
    /// below 1e-4 as 1.235e−7.
    ///
    /// - Parameter isPadded: keep zeros at the end, up to `digits` places (0.9000, 0.0100), so that columns line up.
    public static func significant(_ value: Double, digits: Int = 4, isPadded: Bool = false) -> String {
        guard let number = DecimalDigits(value) else { return nonFinite(value) }
        let rounded = number.rounded(significantDigits: max(digits, number.exponent, 1))
        guard !rounded.isZero else { return "0" }
        guard rounded.magnitude < 15, rounded.magnitude >= -4 else { return number.scientificText(significantDigits: digits) }
        let needed = rounded.digits.count - rounded.exponent
        let padded = isPadded ? min(digits, digits - rounded.exponent) : 0
        return rounded.plainText(decimals: max(needed, padded, 0))
    }

    /// A fixed number of places: 12.50. From 1e15 on as 1.235e18.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard let number = DecimalDigits(value) else { return nonFinite(value) }
        let rounded = number.rounded(decimals: max(decimals, 0))
        guard rounded.magnitude < 15 else { return number.scientificText(significantDigits: 4) }
        return rounded.plainText(decimals: max(decimals, 0))
    }

    /// A share of 1 as a percentage: 12.3%. What is above zero never reads 0%, what is below one never 100%: `<0.1%`, `>99.9%`.
    public static func percent(_ share: Double, decimals: Int = 1) -> String {
        guard let number = DecimalDigits(share)?.scaled(byPowerOfTen: 2) else { return nonFinite(share) }
        let places = max(decimals, 0)
        if share == 0 { return "0%" }
        if share == 1 { return "100%" }
        let rounded = number.rounded(decimals: places)
        if share > 0, rounded.isZero { return "<" + DecimalDigits(1, exponent: -places).plainText(decimals: places) + "%" }
        if share < 1, rounded == DecimalDigits(100, exponent: 0) {
            return ">" + DecimalDigits(Self.nines(places + 2), exponent: -places).plainText(decimals: places) + "%"
        }
        guard rounded.magnitude < 15 else { return number.scientificText(significantDigits: 4) + "%" }
        return rounded.plainText(decimals: places) + "%"
    }

    /// Three significant digits with a suffix, for narrow places: 999, 12.3k, 4.57M, 1.2G; then 1.235e18.
    public static func compact(_ value: Double) -> String {
        guard let number = DecimalDigits(value) else { return nonFinite(value) }
        let rounded = number.rounded(significantDigits: 3)
        guard rounded.magnitude >= 3 else { return significant(value, digits: 3) }
        let group = rounded.magnitude / 3
        guard group < suffixes.count else { return number.scientificText(significantDigits: 3) }
        let scaled = rounded.scaled(byPowerOfTen: -3 * group)
        return scaled.plainText(decimals: max(scaled.digits.count - scaled.exponent, 0)) + suffixes[group]
    }

    /// Seconds with three significant digits and a unit: 85.3 µs, 2 ms, 1.25 s.
    public static func duration(_ seconds: Double) -> String {
        guard let number = DecimalDigits(seconds) else { return nonFinite(seconds) }
        let rounded = number.rounded(significantDigits: 3)
        guard !rounded.isZero else { return "0 s" }
        guard (-12..<15).contains(rounded.magnitude) else { return number.scientificText(significantDigits: 3) + " s" }
        let (power, unit) = durationUnit(magnitude: rounded.magnitude)
        let scaled = rounded.scaled(byPowerOfTen: power)
        return scaled.plainText(decimals: max(scaled.digits.count - scaled.exponent, 0)) + " " + unit
    }

    /// The unit for seconds of a magnitude, and the power of ten that makes the number one of that unit.
    static func durationUnit(magnitude: Int) -> (power: Int, unit: String) {
        magnitude >= 0 ? (0, "s") : magnitude >= -3 ? (3, "ms") : magnitude >= -6 ? (6, "µs") : (9, "ns")
    }

    /// SI suffixes by thousands.
    static let suffixes = ["", "k", "M", "G", "T"]

    private static func nonFinite(_ value: Double) -> String {
        value.isNaN ? undefined : value < 0 ? minus + "∞" : "∞"
    }

    private static func nines(_ count: Int) -> Int {
        (0..<min(count, 18)).reduce(0) { value, _ in value * 10 + 9 }
    }
}
