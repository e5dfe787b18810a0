/// Tells whether one thread sleeps, so that others wake it (a system call) only when it does, and never leave it asleep with work.
///
/// Thread rules: `sleep` and `awake` on the thread that sleeps, `wake` on any. The order that counts: the sleeper calls `sleep`, looks for
/// work, and blocks when there is none; others publish work, call `wake`, and wake the sleeper when that says so.
@safe public final class WakeFlag: @unchecked Sendable {
    private let words = AtomicWords(wordCount: 0)

    public init() {}

    deinit { words.deallocate() }

    /// Says that the thread is about to sleep.
    public func sleep() {
        var words = words
        SleepSteps(bit: 1).step(&words)
    }

    /// Says that it is awake.
    public func awake() {
        var words = words
        AwakeSteps(bit: 1).step(&words)
    }

    /// Says that there is work; true when the thread has to be woken, which nobody else is told then.
    public func wake() -> Bool {
        var words = words
        var steps = WakeSteps()
        while true {
            switch steps.step(&words) {
            case .wake: return true
            case .nobodySleeps: return false
            case nil: break
            }
        }
    }
}
