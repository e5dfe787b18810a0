import Base
import Statistics
import TestSupport
import Testing

struct QuantilesTests {
    @Test func `quantiles are those of numpy`() {
        let sorted = MetricGoldens.targets.sorted()
        for (share, expected) in zip(MetricGoldens.quantileShares, MetricGoldens.quantiles) {
            #expect(abs(Quantiles.value(ofSorted: sorted, share: share) - expected) < 1e-13)
        }
        #expect(Quantiles.value(ofSorted: [], share: 0.5).isNaN)
        #expect(Quantiles.value(ofSorted: [1, .infinity], share: 0) == 1)
    }

    @Test(
        arguments: [
            ([1, 2, 3, 4], 2, [3.0]),
            ([1, 2, 3, 4], 4, [2, 3, 4]),
            ([5, 5, 5, 5], 3, []),
            ([1, 1, 1, 1, 1, 1, 1, 2], 4, [2]),
            ([0, 5, 5, 5, 5, 5, 5, 9], 4, [5, 9]),
            ([.nan, 1, .nan, 2], 2, [2]),
            ([-.infinity, 0, .infinity], 3, [0]),
            ([], 3, []),
        ] as [([Double], Int, [Double])])
    func `edges cut samples evenly, at samples`(samples: [Double], binCount: Int, expected: [Double]) {
        #expect(Quantiles.edges(of: samples, binCount: binCount) == expected)
    }

    @Test func `a weight counts as repeats`() {
        var random = TestSeed.random(31)
        for _ in 0..<200 {
            let weighted = (0..<random.next(below: 20) + 1).map { _ in
                (sample: Double(random.next(below: 12)), weight: Double(random.next(below: 4)))
            }
            let repeated = weighted.flatMap { [Double](repeating: $0.sample, count: Int($0.weight)) }
            let binCount = random.next(below: 6) + 1
            #expect(Quantiles.edges(of: weighted, binCount: binCount) == Quantiles.edges(of: repeated, binCount: binCount))
        }
    }

    @Test func `bins of distinct samples hold equal counts but for one`() {
        var random = TestSeed.random(32)
        let samples = (0..<1003).map { _ in random.nextUnit() }
        var histogram = Histogram(edges: Quantiles.edges(of: samples, binCount: 10))
        for sample in samples { histogram.add(sample) }
        #expect(histogram.counts.count == 10)
        #expect(histogram.counts.allSatisfy { (100...101).contains($0) })
    }
}
