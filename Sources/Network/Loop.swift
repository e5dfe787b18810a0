/// What a thread can turn: see `LoopThreads`.
public protocol Loop: AnyObject, Sendable {
    /// Returns when the loop is finished.
    func run()
    /// Asks the loop to finish what is under way and end; from any thread.
    func drain()
}
