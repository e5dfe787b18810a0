import Base
import LoadTesting
import TestSupport
import Testing

struct TrendTests {
    @Test func `an order has a chance, and a shuffled one rarely a small one`() {
        #expect(Trend.chance((0..<20).map(Double.init)) < 1e-6)
        #expect(Trend.chance((0..<20).map { -Double($0) }) < 1e-6)
        #expect(Trend.chance([1, 1, 1, 1, 1]) == 1)
        #expect(Trend.chance([1, 2, 3]) == 1, "too few")
        // By hand: S = 39 of ten values, a variance of 125.
        #expect(abs(Trend.chance([2, 1, 3, 4, 5, 7, 6, 9, 8, 10]) - 0.000677) < 0.00002)
        var random = TestSeed.random(0x5452_454E)
        var smallCount = 0
        for _ in 0..<2000 {
            if Trend.chance((0..<20).map { _ in random.nextUnit() }) < 0.01 { smallCount += 1 }
        }
        #expect(smallCount < 45, "20 of 2,000 are to be expected: \(smallCount)")
    }
}
