/// The whole number that a number is, exactly: 7 for `7`, `7.0` and `0.7e1`. Its magnitude is below 2^64; there is no negative zero.
struct WholeNumber {
    private let isNegative: Bool
    private let magnitude: UInt64

    private init(isNegative: Bool, magnitude: UInt64) {
        self.isNegative = isNegative && magnitude > 0
        self.magnitude = magnitude
    }

    /// The value of a text that JSON reads as a number; nil when it is not whole, or too large. Takes one pass over the text.
    init?(spelling text: UnsafeBufferPointer<UInt8>) {
        var scan = Scan()
        for index in 0..<text.count {
            guard unsafe scan.take(text[index]) else { return nil }
        }
        guard let magnitude = scan.magnitude else { return nil }
        self.init(isNegative: scan.isNegative, magnitude: magnitude)
    }

    /// nil when the number is not whole, or so large that others round to it.
    @inline(__always)
    init?<Number: BinaryFloatingPoint>(_ number: Number) {
        guard number.rounded(.towardZero) == number, number.magnitude < 0x1p53 else { return nil }
        self.init(isNegative: number < 0, magnitude: UInt64(number.magnitude))
    }

    /// The category that is spelled as its digits, or -1.
    func index(in categories: TextTable.View) -> Int {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            var begin = digits.count
            var rest = magnitude
            repeat {
                begin -= 1
                unsafe digits[begin] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if isNegative {
                begin -= 1
                unsafe digits[begin] = UInt8(ascii: "-")
            }
            return unsafe categories.index(of: UnsafeBufferPointer(rebasing: digits[begin...]))
        }
    }
}

extension WholeNumber {
    /// A decimal number, byte by byte.
    private struct Scan {
        private(set) var isNegative = false
        /// The digits before the exponent as one number, without the zeros behind the last other digit, and the count of those zeros.
        private var significand: UInt64 = 0
        private var zeroCount = 0
        private var fractionCount = 0
        private var exponent = 0
        private var isExponentNegative = false
        private var place = Place.whole

        private enum Place { case whole, fraction, exponent }

        /// Where an exponent stops growing: beyond the length of any text, so that no count of digits makes up for it.
        private static let exponentMax = 1 << 52

        /// False when the bytes so far are no whole number below 2^64, whatever follows.
        mutating func take(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return take(digit: Int(byte &- UInt8(ascii: "0")))
            case UInt8(ascii: "."): place = .fraction
            case UInt8(ascii: "e"), UInt8(ascii: "E"): place = .exponent
            case UInt8(ascii: "-"):
                if place == .exponent { isExponentNegative = true } else { isNegative = true }
            case UInt8(ascii: "+"): break
            default: return false
            }
            return true
        }

        private mutating func take(digit: Int) -> Bool {
            if place == .exponent {
                if exponent < Self.exponentMax { exponent = exponent &* 10 &+ digit }
                return true
            }
            if place == .fraction { fractionCount &+= 1 }
            if digit == 0 {
                zeroCount &+= 1
                return true
            }
            // The last digit is not 0: with a negative power of ten the number is not whole, with another one it is larger.
            guard let shifted = WholeNumber.product(significand, powerOfTen: zeroCount &+ 1) else { return false }
            let (sum, isOverflow) = shifted.addingReportingOverflow(UInt64(digit))
            significand = sum
            zeroCount = 0
            return !isOverflow
        }

        /// nil when the number is not whole, or too large.
        var magnitude: UInt64? {
            let powerOfTen = zeroCount &- fractionCount &+ (isExponentNegative ? 0 &- exponent : exponent)
            if significand == 0 { return 0 }
            return powerOfTen < 0 ? nil : WholeNumber.product(significand, powerOfTen: powerOfTen)
        }
    }

    /// nil when it is too large.
    private static func product(_ significand: UInt64, powerOfTen: Int) -> UInt64? {
        if significand == 0 { return 0 }
        var product = significand
        // Twenty steps at most.
        for _ in 0..<powerOfTen {
            let (next, isOverflow) = product.multipliedReportingOverflow(by: 10)
            if isOverflow { return nil }
            product = next
        }
        return product
    }
}
