import Base
import Codecs
import Glibc
import TestSupport
import Testing

/// The C library's answer for the same text: rounded to each width directly.
private func reference(_ text: String) -> (float: Float, double: Double) {
    unsafe text.withCString { unsafe (strtof($0, nil), strtod($0, nil)) }
}

private func parsed(_ text: String) -> (float: Float?, double: Double?) {
    var text = text
    return text.withUTF8 { unsafe (NumberParser.float($0), NumberParser.double($0)) }
}

private func expectAgreement(_ text: String, _ location: SourceLocation = #_sourceLocation) {
    let (float, double) = parsed(text)
    let expected = reference(text)
    let agrees = float?.bitPattern == expected.float.bitPattern && double?.bitPattern == expected.double.bitPattern
    if !agrees {
        Issue.record(
            "\(text): \(String(describing: float)), \(String(describing: double)), not \(expected)", sourceLocation: location)
    }
}

@Suite struct NumberParserTests {
    @Test(arguments: [
        "0", "-0", "1", "+1", "12345678", "123456789", "0.1", ".5", "5.", "-.5e3", "1e5", "1E+5", "1e-5", "000001.50000",
        "9007199254740993", "9007199254740992.5", "16777217", "16777217.0000000001", "33554435", "1e22", "1e23", "1e10", "1e11",
        "3.4028235e38", "3.4028236e38", "3.40282357e38", "1.7976931348623157e308", "1.7976931348623159e308", "1e309", "1e400",
        "1.401298464e-45", "7.006492321624085e-46", "7.006492321624086e-46", "4.9e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "1e-400", "2.2250738585072011e-308", "2.2250738585072014e-308", "1.17549435e-38",
        "1.1754943508222875e-38", "0.000000000000000000000000000000000000000000001", "0e999999999999999999999",
        "1e99999999999999999",
        "1e-99999999999999999", "18446744073709551615", "18446744073709551616", "9999999999999999999", "10000000000000000000",
        "0.30000001192092896", "8388609.5", "8388608.5", "1.00000017881393432617187499", "1.00000017881393432617187501",
    ])
    func `known texts round as the C library rounds them`(text: String) {
        expectAgreement(text)
    }

    @Test(arguments: [
        "", "+", "-", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "--1", "+-1", " 1", "1 ", "1x", "0x10", "inf", "nan",
        "Infinity",
        "1..2", "1.2.3", "1,5", "1e5.5", "1e5e5", "\0", "1\0", "１",
    ])
    func `what is not a decimal number is refused`(text: String) {
        #expect(parsed(text) == (nil, nil))
    }

    @Test func `random digit strings of every length round as the C library rounds them`() {
        var random = TestSeed.random(0x6e75_6d31)
        for _ in 0..<200_000 { expectAgreement(Self.randomNumber(&random, digitCountMax: 24)) }
        for _ in 0..<2_000 { expectAgreement(Self.randomNumber(&random, digitCountMax: 900)) }
    }

    @Test func `the shortest text of random bit patterns reads back as the same bits`() {
        var random = TestSeed.random(0x6e75_6d32)
        for _ in 0..<100_000 {
            let bits = random.next()
            let (double, float) = (Double(bitPattern: bits), Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            if double.isFinite { expectAgreement(double.description) }
            if float.isFinite { expectAgreement(float.description) }
        }
    }

    @Test func `every power of ten with one to twenty digits rounds as the C library rounds it`() {
        for exponent in -360...320 {
            var digits = ""
            for digit in 1...20 {
                digits += "\((digit * 7) % 10)"
                expectAgreement("\(digits)e\(exponent)")
            }
        }
    }

    @Test func `texts at, just below and just above midpoints round to the right neighbour`() {
        var random = TestSeed.random(0x6e75_6d33)
        for _ in 0..<3_000 {
            // The midpoint between two floats is a whole number times a power of two, and so is that between two doubles.
            let (significand, exponent) = (random.next() >> 40 | 1 << 23, random.next(below: 253) - 150)
            expectAround(midpoint: Self.decimal(significand * 2 + 1, timesTwoToThe: exponent))
        }
        for _ in 0..<300 {
            let (significand, exponent) = (random.next() >> 11 | 1 << 52, random.next(below: 2045) - 1075)
            expectAround(midpoint: Self.decimal(significand * 2 + 1, timesTwoToThe: exponent))
        }
        for significand in [1, 3, 5, 7, 4095, 9_007_199_254_740_991] as [UInt64] {
            expectAround(midpoint: Self.decimal(significand, timesTwoToThe: -1075))
            expectAround(midpoint: Self.decimal(significand, timesTwoToThe: -150))
        }
    }

    private func expectAround(midpoint: String) {
        expectAgreement(midpoint)
        let point = midpoint.contains(".") ? "" : "."
        expectAgreement(midpoint + point + "0000000000000001")
        expectAgreement(midpoint + point + String(repeating: "0", count: 900) + "1")
        // One less in the last digit, and nines after it: just below. The last digit of a midpoint is not 0, or it is a whole
        // number.
        guard let last = midpoint.last.flatMap({ Int(String($0)) }), last > 0 else { return }
        expectAgreement(midpoint.dropLast() + String(last - 1) + point + String(repeating: "9", count: 40))
    }

    /// The exact decimal of significand * 2^exponent, by schoolbook arithmetic on digits.
    private static func decimal(_ significand: UInt64, timesTwoToThe exponent: Int) -> String {
        // Halving is multiplying by 5 and moving the point. Nine digits in each limb.
        var limbs = [
            significand % 1_000_000_000, significand / 1_000_000_000 % 1_000_000_000, significand / 1_000_000_000_000_000_000,
        ]
        for _ in 0..<exponent.magnitude {
            var carry: UInt64 = 0
            for index in limbs.indices {
                carry += limbs[index] * (exponent < 0 ? 5 : 2)
                limbs[index] = carry % 1_000_000_000
                carry /= 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
        }
        var text = limbs.reversed().map { String(String($0 + 1_000_000_000).dropFirst()) }.joined()
        guard exponent < 0 else { return text }
        while text.utf8.count <= -exponent { text = "0" + text }
        let point = text.index(text.endIndex, offsetBy: exponent)
        return text[..<point] + "." + text[point...]
    }

    private static func randomNumber(_ random: inout SeededRandom, digitCountMax: Int) -> String {
        var text = random.next(below: 4) == 0 ? "-" : ""
        let digitCount = 1 + random.next(below: digitCountMax)
        let point = random.next(below: digitCount + 8)
        for index in 0..<digitCount {
            if index == point { text += "." }
            text += String(random.next(below: 10))
        }
        if random.next(below: 2) == 0 {
            let range = random.next(below: 2) == 0 ? 45 : 340
            text += "e\(random.next(below: 2 * range) - range)"
        }
        return text
    }
}
