internal import Glibc
internal import Synchronization

/// Threads that share the rows of large batches, for as long as a model is open.
///
/// The caller of `share` works too, so workers of n threads start n - 1, which sleep until a batch arrives. Rows are handed out in
/// blocks by one atomic counter: no lock, and nobody spins. Which thread takes a block is left to chance, so every block writes to a place
/// of its own. Any number of threads may call `share`: while the workers are taken by one batch, the others are worked off by their callers
/// alone, as is every batch in a process that was forked, which has none of the threads.
@safe public final class RowWorkers: @unchecked Sendable {
    /// Fewer rows than this are not worth waking a thread for.
    public static let rowCountMin = 2048
    /// Blocks are multiples of the rows that the batch kernels take at once,
    private static let blockUnit = 512
    /// and at most so large that a batch, however long, keeps its inputs in the caches.
    private static let blockRowCountMax = 8192
    /// Blocks for each thread, so that one that is held up by other work leaves its share to the rest.
    private static let blocksPerThread = 8

    private let shared: SharedRun
    private let threads: [pthread_t]
    private let processID = getpid()

    /// Threads that work on a batch, the caller among them.
    public let threadCount: Int

    /// Why threads could not be started.
    public struct StartError: Error, CustomStringConvertible {
        public let description: String
    }

    public init(threadCount: Int) throws(StartError) {
        precondition(threadCount >= 1, "the caller is one of the threads")
        self.threadCount = threadCount
        shared = SharedRun()
        var started: [pthread_t] = []
        // Signals are for the threads of the program that this is a part of.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        var code: Int32 = 0
        while started.count < threadCount - 1, code == 0 {
            var thread = pthread_t()
            code = shared.startThread(&thread)
            if code == 0 { started.append(thread) }
        }
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        threads = started
        if code != 0 {
            shared.stop(threads)
            throw StartError(
                description: "cannot start thread \(started.count + 2) of \(threadCount): pthread_create: error \(code)")
        }
    }

    deinit {
        // Of a fork's threads there are only the memory and the counts: nothing to join, and no safe moment to free it.
        if getpid() == processID { shared.stop(threads) }
    }

    /// Calls `body` with ranges that cover `rowCount` rows, each with the number of the thread that it runs on, below `threadCount`; returns
    /// when all calls have.
    public func share(rowCount: Int, _ body: (Range<Int>, Int) -> Void) {
        guard !threads.isEmpty, rowCount >= Self.rowCountMin, getpid() == processID, shared.take() else {
            return body(0..<rowCount, 0)
        }
        let blockRowCount = blockRowCount(rowCount)
        shared.run(blockCount: (rowCount + blockRowCount - 1) / blockRowCount, wakes: threads.count) { block, thread in
            let first = block * blockRowCount
            body(first..<min(first + blockRowCount, rowCount), thread)
        }
        shared.giveBack()
    }

    private func blockRowCount(_ rowCount: Int) -> Int {
        let share = rowCount / (threadCount * Self.blocksPerThread)
        let units = (share + Self.blockUnit - 1) / Self.blockUnit
        return min(max(units, 1) * Self.blockUnit, Self.blockRowCountMax)
    }
}
