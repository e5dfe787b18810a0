public import Base

extension SystemThread {
    /// A thread that runs `body`; traps when the system gives none, since a test would be meaningless.
    public static func started(_ body: @escaping @Sendable () -> Void) -> SystemThread {
        do { return try SystemThread(body) } catch { preconditionFailure("\(error)") }
    }
}
