import Base
import Codecs
import LoadTesting
import TestSupport
import Testing

struct SearchTests {
    /// Runs a search against a test that is asked for each rate; the rates that were tried, and the end.
    private static func search(
        first: Double, in range: ClosedRange<Double>, _ isPass: (Double) -> Bool
    ) -> (rates: [Double], end: RateSearch.Step) {
        var search = RateSearch(first: first, in: range)
        var rates: [Double] = []
        while case .measure(let rate) = search.next {
            rates.append(rate)
            search.take(isPass: isPass(rate))
        }
        return (rates, search.next)
    }

    @Test(arguments: [1.5, 99, 100, 101, 777, 4321, 99_000])
    func `the rate that is found passes, and one a twentieth higher does not`(limit: Double) throws {
        let (rates, end) = Self.search(first: 100, in: 1...1_000_000) { $0 <= limit }
        guard case .found(let rate?, isAtMost: false) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(rate <= limit && rate * 1.051 > limit)
        #expect(rates.suffix(RateSearch.confirmationCount).allSatisfy { $0 == rate })
        #expect(rates.count < 40)
    }

    @Test func `the ends of the range are ends`() {
        #expect(Self.search(first: 100, in: 1...1000) { _ in true }.end == .found(1000, isAtMost: true))
        #expect(Self.search(first: 100, in: 1...1000) { _ in false }.end == .found(nil, isAtMost: false))
    }

    @Test func `a rate that passed by chance is not found`() throws {
        // 1,600 passes once in a while, and never twice in a row.
        var count = 0
        let (rates, end) = Self.search(first: 100, in: 1...100_000) { rate in
            if rate <= 1000 { return true }
            count += 1
            return rate <= 1700 && count % 2 == 1
        }
        guard case .found(let rate?, _) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(rate <= 1000 && rate > 800, "\(rates)")
    }

    @Test func `chance of any kind ends it`() throws {
        var random = TestSeed.random(0x5345_4152)
        for _ in 0..<200 {
            let limit = Double(random.next(below: 100_000) + 1)
            let (rates, _) = Self.search(first: 100, in: 1...200_000) { rate in
                random.nextUnit() < (rate <= limit ? 0.9 : 0.1)
            }
            #expect(rates.count <= RateSearch.trialCountMax)
        }
    }

    @Test(
        arguments: [
            ("p99=2ms", 99.0, 2_000_000), ("p99.9=500us", 99.9, 500_000), ("p50=1s", 50, 1_000_000_000),
            ("p90=1.5ms", 90, 1_500_000),
        ] as [(String, Double, UInt64)])
    func `a limit is a percentile and a time`(text: String, percent: Double, nanoseconds: UInt64) throws {
        let limit = try #require(LatencyLimit(text))
        #expect(limit.percentile.percent == percent && limit.nanoseconds == nanoseconds)
        #expect(LatencyLimit(limit.description) == limit)
    }

    @Test(arguments: ["", "p99", "p99=", "p99=2", "99=2ms", "p99=2m", "p99=-1ms", "p99=0ms", "p99=2ms=", "p99=1e3ms"])
    func `anything else is no limit`(text: String) { #expect(LatencyLimit(text) == nil) }

    @Test func `a measurement that cannot be trusted is made again, and then ends the search`() throws {
        let limit = try #require(LatencyLimit("p99=2ms"))
        let reason = InvalidReason(.steal, "f", advice: "a")
        let spoiled = try RateSearchResult.search(LoadSettings(), limit: limit, first: 100, in: 1...10_000) { rate in
            try Self.trial(rate, limit, rate > 150 ? [reason] : [])
        }
        #expect(spoiled.ending == .untrustworthy && spoiled.rate == 100 && spoiled.exitCode.rawValue == 3)
        #expect(spoiled.trials.map(\.outcome) == [.passed, .untrustworthy, .untrustworthy, .untrustworthy])

        var trialCount = 0
        let lucky = try RateSearchResult.search(LoadSettings(), limit: limit, first: 100, in: 1...100) { rate in
            trialCount += 1
            return try Self.trial(rate, limit, trialCount % 2 == 1 ? [reason] : [])
        }
        #expect(lucky.ending == .atMost && lucky.rate == 100)
        #expect(
            RateSearchResult.search(LoadSettings(), limit: limit, first: 100, in: 1...100) { _ in nil }.ending == .interrupted
        )
    }

    /// A trial at a rate of which all requests took 1 ms.
    private static func trial(_ rate: Double, _ limit: LatencyLimit, _ reasons: [InvalidReason]) throws -> RateTrial {
        let shape = LoadShape.open(.constant(rate, seconds: 20), .constant)
        let arrivals = try #require(Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: 0, warmUpSeconds: 0))
        let window = MeasuredWindow(startNanoseconds: 0, endNanoseconds: 20_000_000_000)
        let loop = OpenLoop(RequestSet(method: .get, messages: [[1]]), window, arrivals, threadIndex: 0)
        VirtualServer(answerTime: { $0 + 1_000_000 }, connectionCount: 100).run(loop, from: 0)
        let result = LoadResult(
            settings: LoadSettings(), tally: loop.tally, series: loop.series, machine: nil, verdict: LoadVerdict(reasons),
            seconds: 20, isInterrupted: false)
        return RateTrial(result, rate: rate, limit: limit, acceptsInvalid: false)
    }
}
