public import Base
internal import Synchronization

/// Loops that run, each on a thread of its own, from making to `join`.
///
/// One of these for each set of loops that ends together: others go on while it drains.
public final class LoopThreads {
    private let loops: [any Loop]
    private var threads: [SystemThread] = []
    /// Rings when the last loop has returned.
    public let finished: WakeEvent

    private final class RunningCount: Sendable {
        let count: Atomic<Int>
        init(_ count: Int) { self.count = Atomic(count) }
    }

    /// Starts a thread for each loop, on its processor where `turns` gives it one; when that fails for one, those that were started are drained
    /// and have ended before this throws.
    public init(_ loops: [any Loop], processors turns: ProcessorTurns? = nil) throws(SystemCallError) {
        self.loops = loops
        let finished = try WakeEvent()
        self.finished = finished
        let running = RunningCount(loops.count)
        for (number, loop) in loops.enumerated() {
            do throws(SystemCallError) {
                let thread = try SystemThread {
                    loop.run()
                    if running.count.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { finished.ring() }
                }
                threads.append(thread)
                try turns?.pin(thread, number: number)
            } catch {
                drain()
                join()
                throw error
            }
        }
    }

    /// Asks every loop to finish what is under way and end.
    public func drain() {
        for loop in loops { loop.drain() }
    }

    /// The same, and to cut off what is not finished at `deadlineMilliseconds` of the monotonic clock.
    public func drain(until deadlineMilliseconds: UInt64) {
        for loop in loops { loop.drain(until: deadlineMilliseconds) }
    }

    /// Waits until every loop has returned.
    public func join() {
        for thread in threads { thread.join() }
        threads = []
    }
}
