import Base
import Forest
import ForestTestSupport
import Synchronization
import TestSupport
import Testing

struct RowWorkersTests {
    /// A count that several threads add to.
    private final class Sum: Sendable {
        private let count = Atomic<Int>(0)
        func add(_ other: Int) { count.add(other, ordering: .relaxed) }
        var value: Int { count.load(ordering: .relaxed) }
    }

    @Test(arguments: [1, 2, 3, 8]) func `ranges cover all rows, each once, on threads below the count`(threadCount: Int) throws {
        var random = TestSeed.random(20_700)
        let workers = try RowWorkers(threadCount: threadCount)
        #expect(workers.threadCount == threadCount)
        for _ in 0..<300 {
            let rowCount = random.next(below: random.one(of: [3, RowWorkers.rowCountMin + 2, 200_000]))
            // A thread's number is its own: no lock.
            var ranges = [[Range<Int>]](repeating: [], count: threadCount)
            unsafe ranges.withUnsafeMutableBufferPointer { ranges in
                let ofThread = ranges.baseAddress!
                workers.share(rowCount: rowCount) { range, thread in
                    precondition(thread >= 0 && thread < threadCount)
                    unsafe ofThread[thread].append(range)
                }
            }
            let covered = ranges.joined().sorted { $0.lowerBound < $1.lowerBound }
            #expect(covered.first?.lowerBound == 0 && covered.last?.upperBound == rowCount)
            #expect(zip(covered, covered.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
            if rowCount < RowWorkers.rowCountMin { #expect(covered.count == 1, "a small batch is not shared") }
        }
    }

    @Test func `random forests give the same bits for any number of threads`() throws {
        var random = TestSeed.random(20_701)
        for _ in 0..<12 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let scorer = Scorer(FlatForest(ensemble))
            let (featureCount, outputCount) = (ensemble.featureCount, ensemble.outputCount)
            let source = RandomRows(for: ensemble)
            let rowCount = RowWorkers.rowCountMin + random.next(below: 6000)
            let rows = (0..<rowCount).flatMap { _ in source.float32(&random) }
            var expected = [Double](repeating: .nan, count: rowCount * outputCount)
            unsafe scorer.margins(rows: rows, rowCount: rowCount, rowStride: featureCount, into: &expected)
            for threadCount in 1...8 {
                let workers = try RowWorkers(threadCount: threadCount)
                var margins = [Double](repeating: .nan, count: rowCount * outputCount)
                unsafe rows.withUnsafeBufferPointer { rows in
                    unsafe margins.withUnsafeMutableBufferPointer { margins in
                        let (rows, margins) = (rows.baseAddress!, margins.baseAddress!)
                        workers.share(rowCount: rowCount) { range, _ in
                            unsafe scorer.margins(
                                rows: rows + range.lowerBound * featureCount, rowCount: range.count, rowStride: featureCount,
                                into: margins + range.lowerBound * outputCount)
                        }
                    }
                }
                #expect(margins.map(\.bitPattern) == expected.map(\.bitPattern), "\(threadCount) threads")
            }
        }
    }

    @Test func `callers that come while the workers are taken do their own batches`() async throws {
        let workers = try RowWorkers(threadCount: 3)
        let sum = Sum()
        await withTaskGroup { group in
            for _ in 0..<6 {
                group.addTask {
                    for round in 0..<200 {
                        workers.share(rowCount: 3000 + round) { range, _ in sum.add(range.count) }
                    }
                }
            }
        }
        #expect(sum.value == 6 * (0..<200).reduce(0) { $0 + 3000 + $1 })
    }

    @Test func `workers go without having worked`() throws {
        for threadCount in [1, 2, 7] { for _ in 0..<20 { _ = try RowWorkers(threadCount: threadCount) } }
    }
}
