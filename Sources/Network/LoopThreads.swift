public import Base
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Loops that run, each on a thread of its own, from making to `join`.
///
/// One of these for each set of loops that ends together: others go on while it drains.
public final class LoopThreads {
    private let loops: [any Loop]
    private var threads: [pthread_t] = []
    /// Rings when the last loop has returned.
    public let finished: WakeEvent

    /// What one thread is given.
    private final class Start: Sendable {
        let loop: any Loop
        let running: RunningCount
        let finished: WakeEvent
        init(loop: any Loop, running: RunningCount, finished: WakeEvent) {
            self.loop = loop
            self.running = running
            self.finished = finished
        }
    }

    private final class RunningCount: Sendable {
        let count: Atomic<Int>
        init(_ count: Int) { self.count = Atomic(count) }
    }

    /// Starts a thread for each loop, on its processor where `turns` gives it one; when that fails for one, those that were started are drained
    /// and have ended before this throws.
    public init(_ loops: [any Loop], processors turns: ProcessorTurns? = nil) throws(SystemCallError) {
        self.loops = loops
        finished = try WakeEvent()
        let running = RunningCount(loops.count)
        for (number, loop) in loops.enumerated() {
            let start = unsafe Unmanaged.passRetained(Start(loop: loop, running: running, finished: finished))
            var thread = pthread_t()
            let failure = unsafe pthread_create(
                &thread, nil,
                { context in
                    let start = unsafe Unmanaged<Start>.fromOpaque(context!).takeRetainedValue()
                    start.loop.run()
                    if start.running.count.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { start.finished.ring() }
                    return nil
                }, unsafe start.toOpaque())
            guard failure == 0 else {
                unsafe start.release()
                drain()
                join()
                throw SystemCallError(call: "pthread_create", errno: Errno(rawValue: failure))
            }
            threads.append(thread)
            do throws(SystemCallError) { try turns?.pin(thread, number: number) } catch {
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
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }
}
