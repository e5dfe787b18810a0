/// Which spellings of a number are accepted.
enum NumberGrammar {
    /// An optional sign, digits with an optional point (at least one digit in all), an optional exponent.
    case delimitedText
    /// RFC 8259, section 6: no leading `+`, no leading zeros, digits on both sides of a point.
    case json
}

/// A decimal number taken apart: `mantissa * 10^exponent`, where the mantissa holds at most 19 significant digits.
@safe struct DecimalScan {
    var mantissa: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// More than 19 significant digits: the number lies in `mantissa ..< mantissa + 1`, scaled, and the text decides.
    var isTruncated = false
    /// The power of ten by which all digits, read as one whole number, are scaled.
    var digitsExponent = 0
    /// The first digit or point, and the byte after the last character of the number.
    var digitsStart: UnsafePointer<UInt8>
    var end: UnsafePointer<UInt8>

    static let mantissaDigitCountMax = 19
    /// Exponents stop growing here: far beyond any width, and so far from overflow that digit counts can be added.
    static let exponentMagnitudeMax = 1_000_000_000_000

    /// Reads the number that begins at `start`; nil when there is none, or when its point or exponent lacks digits.
    @inline(__always)
    init?(_ start: UnsafePointer<UInt8>, end limit: UnsafePointer<UInt8>, grammar: NumberGrammar) {
        var next = unsafe start
        if unsafe next != limit {
            let sign = unsafe next.pointee
            if sign == UInt8(ascii: "-") {
                isNegative = true
                unsafe next += 1
            } else if sign == UInt8(ascii: "+"), grammar == .delimitedText {
                unsafe next += 1
            }
        }
        unsafe digitsStart = next
        unsafe Self.readDigits(&next, limit, &mantissa)
        var digitCount = unsafe next - digitsStart
        if grammar == .json {
            guard digitCount > 0 else { return nil }
            guard unsafe digitCount == 1 || digitsStart.pointee != UInt8(ascii: "0") else { return nil }
        }
        if unsafe next != limit, unsafe next.pointee == UInt8(ascii: ".") {
            unsafe next += 1
            let fractionStart = unsafe next
            unsafe Self.readDigits(&next, limit, &mantissa)
            let fractionDigitCount = unsafe next - fractionStart
            if grammar == .json, fractionDigitCount == 0 { return nil }
            digitsExponent = 0 &- fractionDigitCount
            digitCount &+= fractionDigitCount
        }
        guard digitCount > 0 else { return nil }
        if unsafe next != limit, unsafe next.pointee | 0x20 == UInt8(ascii: "e") {
            guard let explicit = unsafe Self.readExponent(&next, limit) else { return nil }
            digitsExponent &+= explicit
        }
        exponent = digitsExponent
        unsafe end = next
        if digitCount > Self.mantissaDigitCountMax { readLongMantissa() }
    }

    /// Adds the digits at `next` to the mantissa (it wraps after 19 digits, which the caller finds by their count).
    @inline(__always)
    private static func readDigits(
        _ next: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>, _ mantissa: inout UInt64
    ) {
        while unsafe limit - next >= 8 {
            let word = unsafe UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).littleEndian
            guard EightDigits.areDigits(word) else { break }
            mantissa = mantissa &* 100_000_000 &+ EightDigits.value(of: word)
            unsafe next += 8
        }
        while unsafe next != limit {
            let digit = unsafe next.pointee &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            mantissa = mantissa &* 10 &+ UInt64(truncatingIfNeeded: digit)
            unsafe next += 1
        }
    }

    /// The exponent at `next`, which stands on its `e`; nil when it has no digits.
    @inline(__always)
    private static func readExponent(_ next: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>) -> Int? {
        unsafe next += 1
        var isNegative = false
        if unsafe next != limit {
            let sign = unsafe next.pointee
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                unsafe next += 1
            }
        }
        let start = unsafe next
        var magnitude = 0
        while unsafe next != limit {
            let digit = unsafe next.pointee &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            if magnitude < exponentMagnitudeMax { magnitude = magnitude &* 10 &+ Int(truncatingIfNeeded: digit) }
            unsafe next += 1
        }
        guard unsafe next != start else { return nil }
        return isNegative ? 0 &- magnitude : magnitude
    }

    /// Reads the mantissa anew when there are more than 19 digits: leading zeros do not count, digits after the 19th are left out.
    @inline(never)
    private mutating func readLongMantissa() {
        var digits = unsafe SignificantDigits(from: digitsStart, end: end)
        mantissa = 0
        var count = 0
        while count < Self.mantissaDigitCountMax, let digit = digits.next() {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            count &+= 1
        }
        var leftOutCount = 0
        while digits.next() != nil { leftOutCount &+= 1 }
        isTruncated = leftOutCount > 0
        exponent = digitsExponent &+ leftOutCount
    }
}
