/// Which spellings of a number are accepted.
enum NumberGrammar {
    /// An optional sign, digits with an optional point (at least one digit in all), an optional exponent.
    case delimitedText
    /// RFC 8259, section 6: no leading `+`, no leading zeros, digits on both sides of a point.
    case json
}

/// A decimal number taken apart: `mantissa * 10^exponent`, where the mantissa holds at most 19 significant digits.
@safe struct DecimalScan {
    let mantissa: UInt64
    let exponent: Int
    let isNegative: Bool
    /// More than 19 significant digits: the number lies in `mantissa ..< mantissa + 1`, scaled, and the text decides.
    let isTruncated: Bool
    /// The power of ten by which all digits, read as one whole number, are scaled.
    let digitsExponent: Int
    /// The first digit or point, and the byte after the last character of the number.
    let digitsStart: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    /// The digits that count, one by one, for exact arithmetic.
    var significantDigits: SignificantDigits { unsafe SignificantDigits(from: digitsStart, end: end) }

    static let mantissaDigitCountMax = 19
    /// Exponents stop growing here: far beyond any width, and so far from overflow that digit counts can be added.
    static let exponentMagnitudeMax = 1_000_000_000_000

    /// Reads the number that begins at `start`; nil when there is none, or when its point or exponent lacks digits.
    @inline(__always)
    init?(_ start: UnsafePointer<UInt8>, end limit: UnsafePointer<UInt8>, grammar: NumberGrammar) {
        // Plain variables, and no method on a half-made self: all of it stays in registers.
        var next = unsafe start
        var isNegative = false
        if unsafe next != limit {
            let sign = unsafe next.pointee
            if sign == UInt8(ascii: "-") {
                isNegative = true
                unsafe next += 1
            } else if sign == UInt8(ascii: "+"), grammar == .delimitedText {
                unsafe next += 1
            }
        }
        let digitsStart = unsafe next
        var mantissa: UInt64 = 0
        unsafe Self.readFewDigits(&next, limit, &mantissa)
        var digitCount = unsafe next - digitsStart
        if grammar == .json {
            guard digitCount > 0 else { return nil }
            guard unsafe digitCount == 1 || digitsStart.pointee != UInt8(ascii: "0") else { return nil }
        }
        var exponent = 0
        if unsafe next != limit, unsafe next.pointee == UInt8(ascii: ".") {
            unsafe next += 1
            let fractionStart = unsafe next
            unsafe Self.readDigits(&next, limit, &mantissa)
            let fractionDigitCount = unsafe next - fractionStart
            if grammar == .json, fractionDigitCount == 0 { return nil }
            exponent = 0 &- fractionDigitCount
            digitCount &+= fractionDigitCount
        }
        guard digitCount > 0 else { return nil }
        if unsafe next != limit, unsafe next.pointee | 0x20 == UInt8(ascii: "e") {
            guard let explicit = unsafe Self.readExponent(&next, limit) else { return nil }
            exponent &+= explicit
        }
        self.isNegative = isNegative
        digitsExponent = exponent
        unsafe self.digitsStart = digitsStart
        unsafe end = next
        if digitCount > Self.mantissaDigitCountMax {
            let long = unsafe Self.longMantissa(digitsStart, next)
            self.mantissa = long.mantissa
            self.exponent = exponent &+ long.leftOutCount
            isTruncated = long.leftOutCount > 0
        } else {
            self.mantissa = mantissa
            self.exponent = exponent
            isTruncated = false
        }
    }

    /// Adds the digits at `next` to the mantissa (it wraps after 19 digits, which the caller finds by their count).
    @inline(__always)
    private static func readFewDigits(
        _ next: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>, _ mantissa: inout UInt64
    ) {
        while unsafe next != limit {
            let digit = unsafe next.pointee &- UInt8(ascii: "0")
            guard digit <= 9 else { return }
            mantissa = mantissa &* 10 &+ UInt64(truncatingIfNeeded: digit)
            unsafe next += 1
        }
    }

    /// As `readFewDigits`, eight at a time while there are so many: fractions are long, the digits before a point are few.
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
        unsafe readFewDigits(&next, limit, &mantissa)
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

    /// The mantissa when there are more than 19 digits: leading zeros do not count, digits after the 19th are left out and
    /// counted.
    @inline(never)
    private static func longMantissa(
        _ digitsStart: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (mantissa: UInt64, leftOutCount: Int) {
        var digits = unsafe SignificantDigits(from: digitsStart, end: end)
        var mantissa: UInt64 = 0
        var count = 0
        while count < mantissaDigitCountMax, let digit = digits.next() {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            count &+= 1
        }
        var leftOutCount = 0
        while digits.next() != nil { leftOutCount &+= 1 }
        return (mantissa, leftOutCount)
    }
}
