/// What the compute workers give back to one loop: a return ring from each of them, and the loop's bell, which they ring only when the
/// loop sleeps.
///
/// Thread rules: `push` with a worker's number on that worker's thread; the loop's thread takes.
@safe public final class ReturnQueue: @unchecked Sendable {
    public let workerCount: Int
    private let rings: [ReturnRing]
    private let flag = WakeFlag()
    private let wake: WakeEvent
    /// The ring that is looked at next; the loop's.
    private var next = 0

    /// For all that can be under way for the loop, from any one of the workers.
    init(workerCount: Int, exchangeCountMax: Int, wake: WakeEvent) {
        precondition(workerCount >= 1 && exchangeCountMax >= 1, "a worker and an exchange at least")
        self.workerCount = workerCount
        self.wake = wake
        let capacity = 1 << (Int.bitWidth - (exchangeCountMax - 1).leadingZeroBitCount)
        rings = (0..<workerCount).map { _ in ReturnRing(capacity: capacity) }
    }

    /// Gives a word back, and wakes the loop when it sleeps.
    public func push(_ word: UInt64, worker: Int) {
        rings[worker].push(word)
        if flag.wake() { wake.ring() }
    }

    /// The next word; the workers' rings in turn.
    func pop() -> UInt64? {
        for _ in 0..<workerCount {
            let ring = next
            next = ring &+ 1 == workerCount ? 0 : ring &+ 1
            if let word = rings[ring].pop() { return word }
        }
        return nil
    }

    /// To be called before the loop blocks: true when it may, until its bell rings; false when there is something to be popped.
    func prepareToSleep() -> Bool {
        flag.sleep()
        for ring in rings where !ring.isEmpty {
            flag.awake()
            return false
        }
        return true
    }

    /// To be called when the loop has blocked.
    func haveSlept() { flag.awake() }
}
