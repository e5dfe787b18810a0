import Statistics
import Testing

struct HistogramTests {
    @Test(arguments: [
        (-Double.infinity, 0), (0.999, 0), (1, 1), (1.5, 1), (2, 2), (2.9, 2), (3, 3), (.infinity, 3),
    ])
    func `a bin holds its lower edge`(value: Double, bin: Int) {
        #expect(Histogram(edges: [1, 2, 3]).bin(of: value) == bin)
    }

    @Test func `missing numbers are counted apart, and histograms add up`() {
        var histogram = Histogram(edges: [0])
        for value in [-1, 0, .nan, 5] as [Double] { histogram.add(value) }
        var other = Histogram(edges: [0])
        other.add(-3)
        other.add(.nan)
        histogram.add(other)
        #expect(histogram.counts == [2, 2])
        #expect(histogram.missingCount == 2 && histogram.totalCount == 4)
    }

    @Test func `without edges everything is in one bin`() {
        var histogram = Histogram(edges: [])
        histogram.add(7)
        #expect(histogram.counts == [1])
    }
}
