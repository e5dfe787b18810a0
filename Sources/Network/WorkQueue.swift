public import Base
internal import CLinux
internal import SystemPackage

/// The work ring with the workers that sleep at its end: pushing wakes one of them when one sleeps, taking sleeps while there is nothing.
///
/// A push costs a system call only when it wakes somebody, a take only when it sleeps. No word waits while a worker sleeps.
/// Thread rules: `push`, `count` and `close` from any thread, `take` with a worker's number on that worker's thread.
@safe public final class WorkQueue: @unchecked Sendable {
    /// A bit for each in one word.
    public static let workerCountMax = 64

    public let workerCount: Int
    private let ring: WorkRing
    /// An eventfd for each worker, so that whoever is chosen is woken and nobody else.
    private let bells: UnsafeMutableBufferPointer<CInt>

    /// `capacity` as `WorkRing` has it.
    public init(capacity: Int, workerCount: Int) throws(SystemCallError) {
        precondition(workerCount >= 1 && workerCount <= Self.workerCountMax, "1 to 64 workers")
        self.workerCount = workerCount
        ring = WorkRing(capacity: capacity)
        unsafe bells = .allocate(capacity: workerCount)
        unsafe bells.initialize(repeating: -1)
        for worker in 0..<workerCount {
            let bell = clinux_eventfd_blocking()
            // What was opened so far is closed by `deinit`.
            guard bell >= 0 else { throw SystemCallError(call: "eventfd", errno: Errno(rawValue: -bell)) }
            unsafe bells[worker] = bell
        }
    }

    deinit {
        for worker in 0..<workerCount where unsafe bells[worker] >= 0 { _ = clinux_close(unsafe bells[worker]) }
        unsafe bells.deallocate()
    }

    public var capacity: Int { ring.capacity }

    /// Words that wait, those included that are being pushed or taken at this moment.
    public var count: Int { ring.count }

    /// False when the queue is full.
    public func push(_ word: UInt64) -> Bool {
        guard ring.push(word) else { return false }
        var words = ring.words
        var steps = WakeSteps()
        while true {
            switch steps.step(&words) {
            case .wake(let bit):
                wake(bit)
                return true
            case .nobodySleeps: return true
            case nil: break
            }
        }
    }

    /// The next word; sleeps while there is none, and is nil when there is none and the queue is closed.
    public func take(worker: Int) -> UInt64? {
        precondition(worker >= 0 && worker < workerCount, "a worker's number")
        var words = ring.words
        var steps = TakeSteps(capacity: ring.capacity, bit: 1 &<< UInt64(worker))
        while true {
            switch steps.step(&words) {
            case .wake(let bit): wake(bit)
            case .sleep: waitForBell(worker)
            case .word(let word): return word
            case .closed: return nil
            case nil: break
            }
        }
    }

    /// The next word, or nil; never sleeps.
    public func takeNow() -> UInt64? { ring.pop() }

    /// Says that nothing more will be pushed: takes return what is left, then nil. Once is enough.
    public func close() {
        var words = ring.words
        words.store(1, .closed, .releasing)
        var steps = WakeSteps()
        while true {
            switch steps.step(&words) {
            case .wake(let bit):
                wake(bit)
                steps = WakeSteps()
            case .nobodySleeps: return
            case nil: break
            }
        }
    }

    private func wake(_ bit: UInt64) { _ = clinux_eventfd_write(unsafe bells[bit.trailingZeroBitCount]) }

    /// Returns when it was rung since the last time, or at any other moment: who was woken for nothing looks and sleeps again.
    private func waitForBell(_ worker: Int) { _ = clinux_eventfd_read(unsafe bells[worker]) }
}
