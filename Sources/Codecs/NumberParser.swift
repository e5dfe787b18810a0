/// Text to floating point, correctly rounded to the width that is asked for (text to `Float` directly, never through `Double`).
///
/// No byte at or after `end` is read, and nothing is allocated. Short numbers take one exact multiplication or division
/// (Clinger), others Eisel-Lemire; only texts of more than 19 significant digits that lie next to a midpoint take exact
/// arithmetic. The locale plays no part. Too large a number becomes an infinity, too small a one a zero, both signed.
public enum NumberParser {
    /// The value of a decimal number that fills `text` wholly, or nil when `text` is not one.
    ///
    /// Accepted: an optional sign, digits with an optional point (at least one digit in all), an optional exponent. Not accepted:
    /// blanks, hexadecimal, `inf`, `nan`.
    public static func float(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
        guard let start = text.baseAddress else { return nil }
        var value: Float = 0
        return unsafe parse(start, start + text.count, .delimitedText, &value) == text.count && text.count > 0 ? value : nil
    }

    /// As ``float(_:)``, rounded to `Double`.
    public static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let start = text.baseAddress else { return nil }
        var value: Double = 0
        return unsafe parse(start, start + text.count, .delimitedText, &value) == text.count && text.count > 0 ? value : nil
    }

    /// As ``float(_:)-(UnsafeBufferPointer<UInt8>)`` for a `String`.
    public static func float(_ text: String) -> Float? {
        var text = text
        return text.withUTF8 { unsafe float($0) }
    }

    /// As ``double(_:)-(UnsafeBufferPointer<UInt8>)`` for a `String`.
    public static func double(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { unsafe double($0) }
    }

    /// Reads the number that begins at `start` (the grammar of ``float(_:)``) as far as it goes.
    ///
    /// Returns the count of its bytes; 0, with `value` as it was, when no number begins there or its exponent has no digits.
    public static func parseFloat(
        _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into value: inout Float
    ) -> Int {
        unsafe parse(start, end, .delimitedText, &value)
    }

    /// As ``parseFloat(_:end:into:)``, rounded to `Double`.
    public static func parseDouble(
        _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into value: inout Double
    ) -> Int {
        unsafe parse(start, end, .delimitedText, &value)
    }

    /// As ``parseFloat(_:end:into:)`` for the grammar of RFC 8259: no leading `+`, no leading zeros, digits on both sides of a
    /// point.
    public static func parseJSONFloat(
        _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into value: inout Float
    ) -> Int {
        unsafe parse(start, end, .json, &value)
    }

    /// As ``parseJSONFloat(_:end:into:)``, rounded to `Double`.
    public static func parseJSONDouble(
        _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into value: inout Double
    ) -> Int {
        unsafe parse(start, end, .json, &value)
    }

    @inline(__always)
    static func parse<Value: DecimalTarget>(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ grammar: NumberGrammar, _ value: inout Value
    ) -> Int {
        guard let scan = unsafe DecimalScan(start, end: end, grammar: grammar) else { return 0 }
        let magnitude: Value = magnitude(scan)
        value = scan.isNegative ? -magnitude : magnitude
        return unsafe scan.end - start
    }

    @inline(__always)
    private static func magnitude<Value: DecimalTarget>(_ scan: DecimalScan) -> Value {
        if scan.isTruncated { return truncatedMagnitude(scan) }
        let (mantissa, exponent) = (scan.mantissa, scan.exponent)
        // Clinger: both numbers are exact in this width, so one operation rounds once.
        if mantissa <= 2 &<< UInt64(Value.fractionBitCount), exponent.magnitude <= UInt(Value.exactPowerOfTenMax) {
            let whole = Value(mantissa)
            return exponent < 0
                ? whole / Value.exactPowerOfTen(0 &- exponent) : whole * Value.exactPowerOfTen(exponent)
        }
        return EiselLemire.round(mantissa, exponent: exponent, to: Value.self)
    }

    /// The number lies in `mantissa ..< mantissa + 1`: when both ends round alike that is it, else the remaining digits decide.
    @inline(never)
    private static func truncatedMagnitude<Value: DecimalTarget>(_ scan: DecimalScan) -> Value {
        let lower = EiselLemire.round(scan.mantissa, exponent: scan.exponent, to: Value.self)
        let upper = EiselLemire.round(scan.mantissa &+ 1, exponent: scan.exponent, to: Value.self)
        return lower == upper ? lower : ExactRounding.choose(scan, lower: lower)
    }
}
