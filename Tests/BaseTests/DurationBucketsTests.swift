import Base
import Testing

struct DurationBucketsTests {
    @Test func `a duration is in the first bucket whose bound is not below it`() {
        let bounds = DurationBuckets.boundNanoseconds
        #expect(bounds == bounds.sorted() && bounds.first == 1_000 && bounds.last == 10_000_000_000)
        #expect(DurationBuckets.count == bounds.count + 1)
        for nanoseconds in bounds.flatMap({ [$0 - 1, $0, $0 + 1] }) + [0, 1, .max] {
            let expected = bounds.firstIndex { nanoseconds <= $0 } ?? bounds.count
            #expect(DurationBuckets.index(of: nanoseconds) == expected, "\(nanoseconds)")
        }
    }
}
