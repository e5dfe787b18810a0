import Base
import ForestTraining
import TestSupport
import Testing

struct BinnedTableTests {
    @Test func `category codes go to their bins, others to the rest bin, NaN to the missing one`() {
        let codes: [Float] = [2, 0, 3, 1, -1, -0.5, 2.9, 7, 1e9, .infinity, -.infinity, .nan]
        let table = TestTable(rows: codes.map { [$0] }, bins: [FeatureBins(codes: [2, 0, 3])]).table
        #expect(codes.indices.map { table.bin(row: $0, feature: 0) } == [0, 1, 2, 3, 3, 1, 0, 3, 3, 3, 3, 4])
    }

    @Test func `rows may come in any portions, with a stride, and beyond the announced number`() {
        var random = TestSeed.random(51)
        let featureCount = 11
        let stride = 13
        let rows = (0..<500).map { _ in (0..<stride).map { _ in Float(random.next(below: 9)) } }
        let bins = (0..<featureCount).map { _ in FeatureBins(edges: [1, 3, 4.5]) }
        var builder = BinnedTableBuilder(bins: bins, rowCapacity: 3)
        var next = 0
        while next < rows.count {
            let count = min(random.next(below: 70), rows.count - next)
            let flat: [Float] = rows[next..<next + count].flatMap { $0 } + [0]
            unsafe flat.withUnsafeBufferPointer { flat in
                guard let base = flat.baseAddress else { return }
                unsafe builder.append(rows: base, rowCount: count, rowStride: stride)
            }
            next += count
        }
        #expect(builder.rowCount == rows.count)
        let table = builder.finish()
        #expect(table.rowCount == rows.count && table.featureCount == featureCount)
        for (row, values) in rows.enumerated() {
            for feature in 0..<featureCount {
                #expect(table.bin(row: row, feature: feature) == [1, 3, 4.5].count { $0 <= values[feature] })
            }
        }
    }
}
