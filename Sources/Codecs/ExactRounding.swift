/// The slow path: text of more than 19 significant digits whose first 19 leave two candidates, told apart with exact arithmetic.
enum ExactRounding {
    /// Digits that can matter: the longest exact midpoint between two doubles has 767 significant digits. What follows only says
    /// whether the number is above the digits kept.
    static let digitCountMax = 800

    /// `lower` or its upper neighbour, whichever the text is nearest to; on a tie the even one.
    @inline(never)
    static func choose<Value: DecimalTarget>(_ scan: DecimalScan, lower: Value) -> Value {
        var (digits, exponent) = wholeDigits(scan)
        let (significand, powerOfTwo) = lower.wholeSignificand
        var midpoint = BigNumber(significand &* 2 &+ 1)
        if exponent >= 0 { digits.multiply(byPowerOfFive: exponent) } else { midpoint.multiply(byPowerOfFive: -exponent) }
        let shift = exponent - (powerOfTwo - 1)
        if shift >= 0 { digits.shiftLeft(by: shift) } else { midpoint.shiftLeft(by: -shift) }
        let order = digits.compare(midpoint)
        let isLower = order < 0 || (order == 0 && significand & 1 == 0)
        return isLower ? lower : lower.nextUp
    }

    /// The significant digits as a whole number, and the power of ten that scales them.
    private static func wholeDigits(_ scan: DecimalScan) -> (BigNumber, Int) {
        var source = scan.significantDigits
        var number = BigNumber(0)
        var count = 0
        while count < digitCountMax, let digit = source.next() {
            number.multiply(by: 10, adding: UInt64(digit))
            count += 1
        }
        var leftOutCount = 0
        var leftOutIsZero = true
        while let digit = source.next() {
            leftOutCount += 1
            if digit != 0 { leftOutIsZero = false }
        }
        let exponent = scan.digitsExponent + leftOutCount
        if leftOutIsZero { return (number, exponent) }
        number.multiply(by: 10, adding: 1)
        return (number, exponent - 1)
    }
}
