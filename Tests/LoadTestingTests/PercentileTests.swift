import LoadTesting
import Testing

struct PercentileTests {
    @Test(arguments: [("p50", 50.0), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99), ("p0.5", 0.5)])
    func `a name is a percentile, and its own description`(name: String, percent: Double) throws {
        let percentile = try #require(Percentile(name))
        #expect(percentile.percent == percent && percentile.description == name)
    }

    @Test(arguments: ["", "p", "50", "p0", "p100", "p101", "p-1", "pnan", "p1e1", "p 5", "p99.99999", "p0x1"])
    func `anything else is none`(name: String) {
        #expect(Percentile(name) == nil)
    }

    @Test func `ten samples must lie above a percentile that is reported`() throws {
        for (percentile, needed) in zip(Percentile.usual, [20, 100, 1000, 10_000, 100_000] as [UInt64]) {
            var latencies = Latencies()
            for value in 1..<needed { latencies.record(nanoseconds: value) }
            #expect(PercentileFigure(percentile, of: latencies).value == .tooFewSamples(needed: needed))
            latencies.record(nanoseconds: needed)
            #expect(try #require(PercentileFigure(percentile, of: latencies).nanoseconds) <= needed)
        }
    }
}
