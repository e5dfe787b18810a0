import Base
import ForestTraining
import TestSupport
import Testing

struct FeatureBinsTests {
    @Test func `few distinct values get a bin each, with edges between them`() {
        #expect(FeatureBins.numeric(sample: [3, 1, .nan, 2, 1, 3], maxBins: 255) == FeatureBins(edges: [1.5, 2.5]))
        #expect(FeatureBins.numeric(sample: [-0.0, 0, 0], maxBins: 255) == FeatureBins(edges: []))
        #expect(FeatureBins.numeric(sample: [.nan], maxBins: 255).valueBinCount == 1)
        #expect(FeatureBins.numeric(sample: [], maxBins: 2).missingBin == 1)
    }

    @Test func `an edge is above the lower value and at most the upper one`() {
        let one: Float = 1
        let values = [
            (one, one.nextUp), (-one.nextUp, -one), (0, .leastNonzeroMagnitude), (-.leastNonzeroMagnitude, 0),
            (Float.greatestFiniteMagnitude.nextDown, .greatestFiniteMagnitude),
            (-.greatestFiniteMagnitude, .greatestFiniteMagnitude),
            (3, .infinity), (-.infinity, -5), (-.infinity, .infinity),
        ]
        for (low, high) in values {
            guard case .numeric(let edges) = FeatureBins.numeric(sample: [high, low], maxBins: 255).kind else { return }
            #expect(edges.count == 1 && low < edges[0] && edges[0] <= high && edges[0].isFinite, "\(low) \(high) \(edges)")
        }
        // No finite number is above the largest one, so it shares a bin with infinity.
        #expect(FeatureBins.numeric(sample: [.greatestFiniteMagnitude, .infinity], maxBins: 9) == FeatureBins(edges: []))
    }

    @Test func `many distinct values are cut evenly`() {
        var random = TestSeed.random(41)
        for maxBins in [2, 16, 100, 255] {
            let sample = (0..<20_000).map { _ in Float(random.nextUnit()) }
            let bins = FeatureBins.numeric(sample: sample, maxBins: maxBins)
            #expect(bins.valueBinCount == maxBins)
            let table = TestTable(rows: sample.map { [$0] }, bins: [bins]).table
            var counts = [Int](repeating: 0, count: maxBins)
            for row in 0..<table.rowCount { counts[table.bin(row: row, feature: 0)] += 1 }
            let share = sample.count / maxBins
            #expect(counts.allSatisfy { abs($0 - share) <= share / 2 + 2 })
        }
    }

    @Test func `a frequent value among many has a bin of its own`() {
        let sample = (0..<5000).map { Float($0) } + [Float](repeating: 700.5, count: 5000)
        guard case .numeric(let edges) = FeatureBins.numeric(sample: sample, maxBins: 32).kind else { return }
        #expect(edges.count <= 31)
        #expect(edges.contains { $0 > 700 && $0 <= 700.5 } && edges.contains { $0 > 700.5 && $0 <= 701 })
    }

    @Test func `edges tell random neighbours apart at any limit`() {
        var random = TestSeed.random(42)
        for _ in 0..<300 {
            let count = random.next(below: 40) + 1
            let sample = (0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
            let maxBins = random.next(below: 12) + 2
            let bins = FeatureBins.numeric(sample: sample, maxBins: maxBins)
            guard case .numeric(let edges) = bins.kind else { return }
            #expect(bins.valueBinCount <= maxBins)
            #expect(edges.allSatisfy { $0.isFinite } && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
            let table = TestTable(rows: sample.map { [$0] }, bins: [bins]).table
            for (row, value) in sample.enumerated() {
                let expected = value.isNaN ? bins.missingBin : edges.count { $0 <= value }
                #expect(table.bin(row: row, feature: 0) == expected)
            }
        }
    }

    @Test func `categories are ordered by frequency, and the rarest share the last bin`() {
        #expect(FeatureBins.categorical(counts: [5, 0, 9, 5], maxBins: 255) == FeatureBins(codes: [2, 0, 3]))
        #expect(FeatureBins.categorical(counts: [5, 0, 9, 5], maxBins: 3) == FeatureBins(codes: [2, 0]))
        #expect(FeatureBins.categorical(counts: [], maxBins: 3).valueBinCount == 1)
        let many = FeatureBins.categorical(counts: (0..<1000).map { $0 + 1 }, maxBins: 255)
        #expect(many.valueBinCount == 255 && many.missingBin == 255)
    }
}
