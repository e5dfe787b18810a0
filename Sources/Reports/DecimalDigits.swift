/// A decimal number as its digits: what every number in a report is rounded and printed from.
///
/// Rounding works on the shortest decimal that names the value, ties away from zero: 0.285 is 28.5%, and 2.675 to two places is
/// 2.68, as a person would round what stands in the table, whatever the binary value hidden behind it.
struct DecimalDigits: Equatable {
    var isNegative: Bool
    /// Digits 0 to 9, neither starting nor ending with 0; empty for zero.
    var digits: [UInt8]
    /// The value is 0.DIGITS times ten to this power; 0 for zero.
    var exponent: Int

    /// nil for NaN and the infinities.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.init(text: value.description)
    }

    /// `significand` times ten to the power of `exponent`, exactly.
    init(_ significand: Int, exponent: Int) {
        self.init(text: "\(significand)e\(exponent)")
    }

    /// Reads what the standard library prints: an optional minus, digits with an optional point, an optional exponent.
    private init(text: String) {
        isNegative = false
        digits = []
        exponent = 0
        var pointIndex: Int?
        var power = 0
        var isPowerNegative = false
        var isInPower = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): if isInPower { isPowerNegative = true } else { isNegative = true }
            case UInt8(ascii: "e"): isInPower = true
            case UInt8(ascii: "."): pointIndex = digits.count
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if isInPower { power = min(power * 10 + Int(digit), 100_000) } else { digits.append(digit) }
            default: break
            }
        }
        exponent = (pointIndex ?? digits.count) + (isPowerNegative ? -power : power)
        normalize()
    }

    private mutating func normalize() {
        let leadingZeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leadingZeros)
        exponent -= leadingZeros
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty {
            exponent = 0
            isNegative = false
        }
    }

    var isZero: Bool { digits.isEmpty }

    /// The power of ten of the first digit: 3 for 1234, -2 for 0.05.
    var magnitude: Int { exponent - 1 }

    /// The number times ten to the power of `power`, exactly.
    func scaled(byPowerOfTen power: Int) -> Self {
        guard !isZero else { return self }
        var result = self
        result.exponent += power
        return result
    }

    func rounded(significantDigits count: Int) -> Self {
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = []
            result.normalize()
            return result
        }
        let roundsUp = digits[count] >= 5
        result.digits.removeSubrange(count...)
        if roundsUp {
            var position = count - 1
            while position >= 0, result.digits[position] == 9 {
                result.digits[position] = 0
                position -= 1
            }
            if position >= 0 {
                result.digits[position] += 1
            } else {
                result.digits.insert(1, at: 0)
                result.exponent += 1
            }
        }
        result.normalize()
        return result
    }

    func rounded(decimals: Int) -> Self { rounded(significantDigits: exponent + decimals) }

    /// The number with exactly `decimals` places and commas between thousands. The caller rounds first; further digits are cut.
    func plainText(decimals: Int) -> String {
        var whole: [UInt8] = []
        for place in 0..<max(exponent, 1) {
            let fromPoint = max(exponent, 1) - place
            if place > 0, fromPoint % 3 == 0 { whole.append(UInt8(ascii: ",")) }
            whole.append(UInt8(ascii: "0") + digit(at: exponent - fromPoint))
        }
        var fraction: [UInt8] = []
        for place in 0..<max(decimals, 0) {
            fraction.append(UInt8(ascii: "0") + digit(at: exponent + place))
        }
        let sign = isNegative ? NumberText.minus : ""
        let wholeText = String(decoding: whole, as: UTF8.self)
        return fraction.isEmpty ? sign + wholeText : sign + wholeText + "." + String(decoding: fraction, as: UTF8.self)
    }

    /// The number as `1.234e−7`, with `significantDigits` digits at most and no zeros at the end.
    func scientificText(significantDigits: Int) -> String {
        let number = rounded(significantDigits: max(significantDigits, 1))
        guard let first = number.digits.first else { return "0" }
        var text = number.isNegative ? NumberText.minus : ""
        text += "\(first)"
        if number.digits.count > 1 {
            text += "." + number.digits.dropFirst().map { "\($0)" }.joined()
        }
        let power = number.magnitude
        return text + "e" + (power < 0 ? NumberText.minus + "\(-power)" : "\(power)")
    }

    private func digit(at index: Int) -> UInt8 { digits.indices.contains(index) ? digits[index] : 0 }
}
