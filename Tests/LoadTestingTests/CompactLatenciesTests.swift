import Base
import LoadTesting
import TestSupport
import Testing

struct CompactLatenciesTests {
    @Test func `percentiles are never too small, and three percent too large at most`() throws {
        var random = TestSeed.random(0x434C_4154)
        for magnitude in [5, 10, 20, 30, 40] {
            var values: [UInt64] = []
            var latencies = CompactLatencies()
            for _ in 0..<2000 {
                let value = random.next() >> UInt64(63 - magnitude)
                values.append(value)
                latencies.record(nanoseconds: value)
            }
            values.sort()
            for percentile in [1.0, 50, 90, 99, 99.9, 100] {
                let exact = values[max(1, Int((percentile / 100 * 2000).rounded(.up))) - 1]
                let value = try #require(latencies.nanoseconds(atPercentile: percentile))
                #expect(value >= exact && Double(value) <= Double(exact) * 33 / 32 + 1, "\(value) for \(exact)")
            }
            #expect(latencies.maxNanoseconds == values.last)
        }
    }

    @Test func `merged is as if recorded in one`() {
        var one = CompactLatencies()
        var other = CompactLatencies()
        var both = CompactLatencies()
        #expect(both.nanoseconds(atPercentile: 50) == nil && both.maxNanoseconds == nil)
        for value in 0..<1000 as Range<UInt64> {
            if value % 3 == 0 { one.record(nanoseconds: value * value) } else { other.record(nanoseconds: value * value) }
            both.record(nanoseconds: value * value)
        }
        one.merge(other)
        one.merge(CompactLatencies())
        for percentile in [1.0, 50, 99] {
            #expect(one.nanoseconds(atPercentile: percentile) == both.nanoseconds(atPercentile: percentile))
        }
        #expect(one.count == 1000)
    }

    @Test func `times beyond the last cell are known by the largest`() {
        var latencies = CompactLatencies()
        latencies.record(nanoseconds: .max)
        latencies.record(nanoseconds: 1)
        #expect(latencies.maxNanoseconds == .max && latencies.nanoseconds(atPercentile: 50) == 1)
    }
}
