import Base
import LoadTesting
import TestSupport
import Testing

struct PairedRatiosTests {
    @Test func `the ranks are those of the tables`() {
        // Conover, table A3: the lower of the two ordered values, counted from 1, for 95 % and p = 0.5.
        let expected: [Int: Int] = [6: 1, 8: 1, 9: 2, 10: 2, 12: 3, 15: 4, 17: 5, 20: 6, 25: 8, 30: 10]
        for (count, rank) in expected { #expect(PairedRatios.rank(pairCount: count) == rank - 1, "\(count)") }
        for count in 0..<PairedRatios.pairCountMin { #expect(PairedRatios.rank(pairCount: count) == nil) }
    }

    @Test func `the interval holds the true ratio as often as it says, whatever the distribution`() {
        var random = TestSeed.random(0x5241_5449)
        var heldCount = 0
        let trialCount = 4000
        for _ in 0..<trialCount {
            // A drift common to both, and noise with long tails, of the same kind in both: the true median ratio is 1.2.
            let first = (0..<10).map { Double($0) * 0.1 + 1 }
            let second = first.map { value -> Double in
                let unit = random.nextUnit() - 0.5
                return value * 1.2 * (1 + unit * unit * unit * 3)
            }
            if let interval = PairedRatios(first, second).interval, interval.contains(1.2) { heldCount += 1 }
        }
        // Ten pairs give 97.9 %; the deviation over 4,000 is 0.23 %.
        let share = Double(heldCount) / Double(trialCount)
        #expect(share > 0.968 && share < 0.99, "\(share)")
    }

    @Test func `a difference is one when the interval leaves 1 out`() {
        let first = (0..<10).map { 100 + Double($0) }
        #expect(!PairedRatios(first, first).isDifferent)
        #expect(PairedRatios(first, first.map { $0 * 1.01 }).isDifferent)
        #expect(!PairedRatios([100], [200]).isDifferent, "one pair shows nothing")
        #expect(abs(PairedRatios(first, first.map { $0 * 2 }).median - 2) < 1e-12)
    }
}
