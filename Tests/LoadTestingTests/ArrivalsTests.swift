import Base
import LoadTesting
import TestSupport
import Testing

struct ArrivalsTests {
    private static let start: UInt64 = 1_000_000_000_000

    /// All times of all threads, in seconds from the start, in order.
    private static func times(_ shape: LoadShape, threadCount: Int = 1, warmUpSeconds: Double = 0) -> [Double] {
        var times: [Double] = []
        for index in 0..<threadCount {
            guard
                var arrivals = Arrivals(
                    shape, threadIndex: index, threadCount: threadCount, startNanoseconds: start, warmUpSeconds: warmUpSeconds)
            else { continue }
            var last: UInt64 = 0
            while let next = arrivals.next() {
                #expect(next >= last)
                last = next
                times.append((Double(next) - Double(start)) / 1e9)
            }
        }
        return times.sorted()
    }

    @Test(arguments: [1, 2, 3, 7])
    func `an even rate is even over all threads together, and has as many requests as it says`(threadCount: Int) {
        let times = Self.times(.open(.constant(500, seconds: 4), .constant), threadCount: threadCount)
        #expect(times.count == 2000)
        for (index, time) in times.enumerated() { #expect(abs(time - (Double(index) + 0.5) / 500) < 2e-9) }
    }

    @Test func `the warm-up has the first rate, and ends where the measured time begins`() {
        let shape = LoadShape.open(
            RateProfile([.init(seconds: 1, from: 100, to: 100), .init(seconds: 1, from: 400, to: 400)]), .constant)
        let times = Self.times(shape, threadCount: 2, warmUpSeconds: 0.5)
        #expect(times.count { $0 < 0 } == 50)
        #expect(times.count { $0 >= 0 && $0 < 1 } == 100)
        #expect(times.count { $0 >= 1 && $0 < 2 } == 400)
        #expect(times.count == 550)
    }

    @Test func `a ramp's rate at each time is the one in between`() {
        // The integral of 100 + 450 t over ten seconds.
        let times = Self.times(.open(RateProfile([.init(seconds: 10, from: 100, to: 4600)]), .constant))
        #expect(times.count == 23_500)
        for second in 0..<10 {
            let expected = 100 + 450 * (Double(second) + 0.5)
            #expect(abs(Double(times.count { Int($0) == second }) - expected) <= 1)
        }
    }

    @Test func `a ramp to nothing ends, and one from nearly nothing begins`() {
        #expect(Self.times(.open(RateProfile([.init(seconds: 2, from: 1000, to: 0)]), .constant)).count == 1000)
        #expect(Self.times(.open(RateProfile([.init(seconds: 2, from: 0.001, to: 1000)]), .constant)).count == 1000)
    }

    @Test func `random times repeat with their seed, and have the gaps of independent clients`() {
        let profile = RateProfile.constant(2000, seconds: 20)
        for threadCount in [1, 4] {
            let times = Self.times(.open(profile, .poisson(seed: 7)), threadCount: threadCount)
            #expect(times == Self.times(.open(profile, .poisson(seed: 7)), threadCount: threadCount))
            #expect(times != Self.times(.open(profile, .poisson(seed: 8)), threadCount: threadCount))
            // 40,000 on average, with a deviation of 200.
            #expect(abs(times.count - 40_000) < 1000)
            let gaps = zip(times.dropFirst(), times).map { ($0 - $1) * 2000 }
            // Exponential: a share of 1/e is longer than the mean, and the variance is the mean's square.
            let longShare = Double(gaps.count { $0 > 1 }) / Double(gaps.count)
            #expect(abs(longShare - 0.3679) < 0.015, "\(longShare)")
            let variance = gaps.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(gaps.count)
            #expect(abs(variance - 1) < 0.1, "\(variance)")
        }
    }

    @Test(arguments: [1, 3])
    func `recorded times come as they are, after a warm-up at their mean rate`(threadCount: Int) {
        let recorded = [0, 0.25, 0.25, 0.5, 1.75, 2]
        let times = Self.times(.recorded(recorded, file: "f"), threadCount: threadCount, warmUpSeconds: 1)
        #expect(Array(times.suffix(recorded.count)) == recorded)
        #expect(times.count == recorded.count + 3 && times[2] < 0 && times[0] > -1)
    }

    @Test func `a copy goes its own way`() throws {
        let shape = LoadShape.open(.constant(10, seconds: 1), .poisson(seed: 3))
        var one = try #require(Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: 0, warmUpSeconds: 0))
        var other = one
        let first = (0..<5).map { _ in one.next() }
        #expect((0..<5).map { _ in other.next() } == first)
    }
}
