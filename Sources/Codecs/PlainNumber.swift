/// Numbers as clients write nearly all of them: some digits, perhaps a point and more digits, no exponent; read by words of eight bytes
/// and rounded without a branch on their length. The same values as ``NumberParser``'s; what is spelled in another way is left to it.
enum PlainNumber {
    /// So many bytes from the number's first on there must be: a sign, the digits before the point, the point, a word, a byte behind it.
    static let readableByteCount = 18

    /// Digits before the point at most, so that one word has them and the byte behind them.
    private static let wholeDigitCountMax = 7

    private static let powersOfTen: InlineArray<9, UInt64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]

    /// Reads the JSON number that begins at `start`; nil, with `value` as it was, when none does or it is not a plain one, or the end is too
    /// near to tell. Returns the byte after it.
    @inline(__always)
    static func read<Value: PlainNumberTarget>(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, into value: inout Value
    ) -> UnsafePointer<UInt8>? {
        guard unsafe end - start >= readableByteCount else { return nil }
        let isNegative = unsafe start.pointee == UInt8(ascii: "-")
        var next = unsafe start + (isNegative ? 1 : 0)
        var mantissa = unsafe UInt64(truncatingIfNeeded: next.pointee &- UInt8(ascii: "0"))
        guard mantissa <= 9 else { return nil }
        var wholeCount = 1
        if unsafe next[1] != UInt8(ascii: ".") {
            let whole = unsafe EightDigits.offsets(UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).littleEndian)
            wholeCount = EightDigits.leadingCount(whole)
            guard wholeCount <= wholeDigitCountMax, mantissa != 0 || wholeCount == 1 else { return nil }
            mantissa = EightDigits.value(whole, count: wholeCount)
        }
        unsafe next += wholeCount
        var fractionCount = 0
        if unsafe next.pointee == UInt8(ascii: ".") {
            unsafe next += 1
            // A number may have thousands of digits; the document ends, and too many are refused behind the loop.
            while true {
                let digits = unsafe EightDigits.offsets(UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).littleEndian)
                let count = EightDigits.leadingCount(digits)
                if count > 0 { mantissa = mantissa &* powersOfTen[count] &+ EightDigits.value(digits, count: count) }
                fractionCount &+= count
                unsafe next += count
                if count < 8 { break }
                guard unsafe end - next > 8 else { return nil }
            }
            // More digits than a mantissa has, which has wrapped then; and a point wants a digit.
            guard fractionCount > 0, wholeCount &+ fractionCount <= DecimalScan.mantissaDigitCountMax else { return nil }
        }
        guard unsafe next.pointee | 0x20 != UInt8(ascii: "e") else { return nil }
        let magnitude = Value.quotient(mantissa, powerOfTen: fractionCount)
        value = isNegative ? -magnitude : magnitude
        return unsafe next
    }
}

/// A width that plain numbers are rounded to.
protocol PlainNumberTarget: DecimalTarget {
    /// `mantissa / 10^powerOfTen`, correctly rounded, for powers from 0 to 19.
    static func quotient(_ mantissa: UInt64, powerOfTen: Int) -> Self
}

extension Double: PlainNumberTarget {
    @inline(__always)
    static func quotient(_ mantissa: UInt64, powerOfTen: Int) -> Double {
        // Both numbers are exact, so one division rounds once.
        if mantissa <= 1 &<< 53 { return Double(Int64(truncatingIfNeeded: mantissa)) / exactPowerOfTen(powerOfTen) }
        return roundedQuotient(mantissa, powerOfTen: powerOfTen)
    }

    /// Apart, so that the loop around it keeps its registers.
    @inline(never)
    private static func roundedQuotient(_ mantissa: UInt64, powerOfTen: Int) -> Double {
        EiselLemire.round(mantissa, exponent: 0 &- powerOfTen, to: Double.self)
    }
}

extension Float: PlainNumberTarget {
    /// By way of a double, which is the nearest one to the quotient. Rounding that again goes to the same float as rounding the quotient,
    /// unless it is the midpoint between two floats: a midpoint is a double itself, so a quotient on one side of it never becomes a
    /// double on the other. Quotients are 0 or at least 10^-19: no subnormal float has other midpoints here.
    @inline(__always)
    static func quotient(_ mantissa: UInt64, powerOfTen: Int) -> Float {
        if mantissa <= 1 &<< 53 {
            let wide = Double(Int64(truncatingIfNeeded: mantissa)) / Double.exactPowerOfTen(powerOfTen)
            if wide.bitPattern & 0x1FFF_FFFF != 0x1000_0000 { return Float(wide) }
        }
        return roundedQuotient(mantissa, powerOfTen: powerOfTen)
    }

    /// Apart, so that the loop around it keeps its registers.
    @inline(never)
    private static func roundedQuotient(_ mantissa: UInt64, powerOfTen: Int) -> Float {
        EiselLemire.round(mantissa, exponent: 0 &- powerOfTen, to: Float.self)
    }
}
