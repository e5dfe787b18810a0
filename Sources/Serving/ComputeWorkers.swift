public import Base
internal import Glibc
public import Network

/// The threads that work out what the loops hand over.
///
/// Thread rules: `start`, `stop` and `join` on one thread; `turn` only while there are no threads. Memory: that of a loop's predictions for each.
@safe public final class ComputeWorkers {
    private let ring: RequestRing
    private let workers: [ComputeWorker]
    /// What each of them counts.
    public let counters: [ServingCounters]
    private var threads: [SystemThread] = []

    /// Workers that take from `ring` and give back to the loops' queues, which are in the order of the loops' numbers.
    public init(
        _ host: ModelHost, serving: ServingOptions, ring: RequestRing, returns: [ReturnQueue], counters: [ServingCounters]
    ) {
        precondition(returns.count == ring.loopCount && counters.count == ring.options.workerCount, "queues and counters for all")
        self.ring = ring
        self.counters = counters
        workers = counters.enumerated().map { number, counters in
            ComputeWorker(host, ring: ring, number: number, returns: returns, serving: serving, counters: counters)
        }
    }

    /// Starts a thread for each worker, on its processor where `turns` gives it one; when that fails for one, those that were started have
    /// ended before this throws.
    public func start(processors turns: ProcessorTurns? = nil) throws(SystemCallError) {
        for worker in workers {
            do throws(SystemCallError) {
                let thread = try SystemThread {
                    // Of this thread alone. Where the system does not allow it the worker is as eager as the loops, no more.
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(worker.ring.options.workerNice))
                    worker.run()
                }
                threads.append(thread)
                try turns?.pin(thread, number: worker.number)
            } catch {
                stop()
                join()
                throw error
            }
        }
    }

    /// One worker works on what waits first; false when nothing does. For who has no threads for them.
    public func turn(worker: Int) -> Bool { workers[worker].turn() }

    /// Tells the workers to end when the ring is empty; nothing may be pushed any more.
    public func stop() { ring.queue.close() }

    /// Waits until every worker has ended.
    public func join() {
        for thread in threads { thread.join() }
        threads = []
    }
}
