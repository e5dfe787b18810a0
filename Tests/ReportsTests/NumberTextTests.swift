import Base
import Reports
import TestSupport
import Testing

struct NumberTextTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (48842, "48,842"), (1_000_000, "1,000,000"), (-1234, "−1,234"),
        (Int.max, "9,223,372,036,854,775,807"), (Int.min, "−9,223,372,036,854,775,808"),
    ])
    func `whole numbers have commas between thousands`(value: Int, text: String) {
        #expect(NumberText.count(value) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (0.9, "0.9"), (0.123456, "0.1235"), (0.00123456, "0.001235"), (123.456, "123.5"),
            (9999.5, "10,000"), (47432.12, "47,432"), (1_234_567.8, "1,234,568"), (-2.5, "−2.5"), (0.99996, "1"),
            (0.0001, "0.0001"), (0.00001234, "1.234e−5"), (1e15, "1e15"), (999_999_999_999_999, "999,999,999,999,999"),
            (1.23456e300, "1.235e300"), (.leastNonzeroMagnitude, "5e−324"), (.greatestFiniteMagnitude, "1.798e308"),
            (.nan, "n/a"),
            (.infinity, "∞"), (-.infinity, "−∞"),
        ] as [(Double, String)])
    func `four significant digits, and no whole digit lost`(value: Double, text: String) {
        #expect(NumberText.significant(value) == text)
    }

    @Test(arguments: [
        (0.9, "0.9000"), (0.01, "0.0100"), (0.012345, "0.01235"), (1, "1.000"), (12.5, "12.50"), (123456.7, "123,457"), (0, "0"),
    ])
    func `padded numbers line up`(value: Double, text: String) {
        #expect(NumberText.significant(value, isPadded: true) == text)
    }

    @Test(
        arguments: [
            (2.675, 2, "2.68"), (0.285, 2, "0.29"), (-0.004, 2, "0.00"), (-0.005, 2, "−0.01"), (99.999, 2, "100.00"),
            (0.5, 0, "1"),
            (0.49, 0, "0"), (1234.5, 1, "1,234.5"), (1e20, 2, "1e20"), (5, -3, "5"), (.nan, 2, "n/a"),
        ] as [(Double, Int, String)])
    func `a fixed number of places, rounded as a person would`(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(
        arguments: [
            (0, "0%"), (1, "100%"), (0.123, "12.3%"), (0.285, "28.5%"), (0.5, "50.0%"), (0.0001, "<0.1%"), (0.0004, "<0.1%"),
            (0.0005, "0.1%"), (0.9999, ">99.9%"), (0.9994, "99.9%"), (1.5, "150.0%"), (-0.25, "−25.0%"), (.nan, "n/a"),
            (.infinity, "∞"), (1e300, "1e302%"),
        ] as [(Double, String)])
    func `shares are percentages, and only nothing is 0%, only all is 100%`(share: Double, text: String) {
        #expect(NumberText.percent(share) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (12, "12"), (999, "999"), (999.6, "1k"), (1234, "1.23k"), (12345, "12.3k"), (999_999, "1M"),
            (4_567_000, "4.57M"),
            (1.2e9, "1.2G"), (3e12, "3T"), (1e15, "1e15"), (-45678, "−45.7k"), (0.01234, "0.0123"), (.nan, "n/a"),
        ] as [(Double, String)])
    func `compact numbers have three digits and a suffix`(value: Double, text: String) {
        #expect(NumberText.compact(value) == text)
    }

    @Test func `text of four digits reads back to within half a unit of the fourth`() throws {
        var random = TestSeed.random(11)
        for _ in 0..<5_000 {
            let value = (random.nextUnit() - 0.5) * Double("1e\(random.next(below: 40) - 20)")!
            let text = NumberText.significant(value)
            let plain = String(text.map { $0 == "−" ? "-" : $0 }.filter { $0 != "," })
            let read = try #require(Double(plain), "\(value) reads \(text)")
            #expect(abs(read - value) <= abs(value) * 0.50001e-3, "\(value) reads \(text)")
        }
    }
}
