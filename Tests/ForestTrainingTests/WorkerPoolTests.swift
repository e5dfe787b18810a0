import Base
import ForestTraining
import Synchronization
import TestSupport
import Testing

struct WorkerPoolTests {
    /// What a run's tasks touch: one count per task.
    private final class Counts: Sendable {
        private let sums = Mutex<[Int]>([])
        func reset(_ count: Int) { sums.withLock { $0 = [Int](repeating: 0, count: count) } }
        func add(_ task: Int) { sums.withLock { $0[task] += 1 } }
        var values: [Int] { sums.withLock { $0 } }
    }

    @Test(arguments: [1, 2, 3, 8]) func `every task of every run is done once, before the run returns`(threadCount: Int) throws {
        var random = TestSeed.random(91)
        let pool = try WorkerPool(threadCount: threadCount)
        defer { pool.stop() }
        #expect(pool.threadCount == threadCount)
        let counts = Counts()
        for _ in 0..<2000 {
            let taskCount = random.next(below: 20)
            counts.reset(taskCount)
            pool.run(taskCount: taskCount) { counts.add($0) }
            #expect(counts.values == [Int](repeating: 1, count: taskCount))
        }
    }

    @Test func `threads that went to sleep are woken`() throws {
        let pool = try WorkerPool(threadCount: 4)
        defer { pool.stop() }
        let counts = Counts()
        for run in 0..<20 {
            // Work of the caller's own, longer than the threads look for a next run.
            var mixed = UInt64(run)
            for _ in 0..<300_000 { mixed = SplitMix64.mix(mixed) }
            counts.reset(64)
            pool.run(taskCount: 64) { counts.add($0) }
            #expect(counts.values == [Int](repeating: 1, count: 64), "after \(mixed)")
        }
    }

    @Test func `a pool can be stopped without having run`() throws {
        for _ in 0..<50 { try WorkerPool(threadCount: 3).stop() }
    }
}
