import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct LeafVisitSampleTests {
    @Test(arguments: [1, 2, 3, 7])
    func `the sampled rows are the first block of every so many, however they come`(_ blockShare: Int) throws {
        var random = TestSeed.random(20_100 + UInt64(blockShare))
        for _ in 0..<20 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble))
            let source = RandomRows(for: ensemble)
            let rows = (0..<random.next(below: 1500)).map { _ in source.float32(&random) }
            let counted = rows.indices.filter { $0 / LeafVisitSample.blockRowCount % blockShare == 0 }
            var expected = [UInt64](repeating: 0, count: scorer.forest.leafCount)
            let starts = scorer.forest.leafCounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
            let reference = ReferenceScorer(ensemble)
            for row in counted where !ensemble.trees.isEmpty {
                for (tree, leaf) in reference.leafIDs(rows[row].map { Double($0) }).enumerated() {
                    expected[starts[tree] + leaf] += 1
                }
            }

            let sample = LeafVisitSample(scorer, blockShare: blockShare)
            var first = 0
            while first < rows.count {
                let count = min(rows.count - first, 1 + random.next(below: 300))
                let flat = rows[first..<first + count].flatMap { $0 }
                unsafe flat.withUnsafeBufferPointer { flat in
                    unsafe sample.note(rows: flat.baseAddress!, rowCount: count, rowStride: ensemble.featureCount)
                }
                first += count
            }
            #expect(sample.counts == expected)
            #expect(sample.rowCount == rows.count)
            #expect(sample.countedRowCount == counted.count)
        }
    }
}
