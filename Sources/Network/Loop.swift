/// What a thread can turn: see `LoopThreads`.
public protocol Loop: AnyObject, Sendable {
    /// Returns when the loop is finished.
    func run()
    /// Asks the loop to finish what is under way and end; from any thread.
    func drain()
    /// The same, and to cut off what is not finished at `deadlineMilliseconds` of the monotonic clock.
    func drain(until deadlineMilliseconds: UInt64)
}

extension Loop {
    public func drain(until deadlineMilliseconds: UInt64) { drain() }
}
