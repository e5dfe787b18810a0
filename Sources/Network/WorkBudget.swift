internal import Synchronization

/// How much work is under way in estimated nanoseconds, how long such a nanosecond really takes, and what follows: when work that is
/// accepted now would begin.
///
/// Estimates are added when work is pushed and taken off when it is done, so that the sum goes back to zero. What an estimated nanosecond
/// costs is measured by the workers, each in a cache line of its own; old work counts half after some forty pieces.
/// Thread rules: `record` with a worker's number on that worker's thread, the rest from any.
@safe public final class WorkBudget: @unchecked Sendable {
    /// As if this much had gone as estimated before the first piece: one odd measurement at the start changes little.
    static let priorNanoseconds: UInt64 = 10_000_000
    private static let decayShift: UInt64 = 6

    public let workerCount: Int
    /// Line 0: the sum under way. Line 1 + w: worker w's estimated and measured nanoseconds.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private static let lineWordCount = AtomicWords.lineByteCount / 8

    public init(workerCount: Int) {
        precondition(workerCount >= 1, "a worker at least")
        self.workerCount = workerCount
        let wordCount = (1 + workerCount) * Self.lineWordCount
        let memory = UnsafeMutableRawPointer.allocate(byteCount: wordCount * 8, alignment: AtomicWords.lineByteCount)
        unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
        for index in 0..<wordCount { unsafe (words + index).initialize(to: Atomic(0)) }
        for worker in 0..<workerCount {
            unsafe estimated(worker).pointee.store(Self.priorNanoseconds, ordering: .relaxed)
            unsafe measured(worker).pointee.store(Self.priorNanoseconds, ordering: .relaxed)
        }
    }

    deinit { unsafe words.deallocate() }

    private func estimated(_ worker: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        precondition(worker >= 0 && worker < workerCount, "a worker's number")
        return unsafe words + (1 + worker) * Self.lineWordCount
    }

    private func measured(_ worker: Int) -> UnsafeMutablePointer<Atomic<UInt64>> { unsafe estimated(worker) + 1 }

    /// Adds the estimate of work that is pushed. Relaxed, as all here: these numbers guard nothing but how much is accepted.
    public func add(estimatedNanoseconds: Int) {
        unsafe words.pointee.add(UInt64(estimatedNanoseconds), ordering: .relaxed)
    }

    /// Takes the same estimate off when the work is done, refused or dropped.
    public func remove(estimatedNanoseconds: Int) {
        let before = unsafe words.pointee.subtract(UInt64(estimatedNanoseconds), ordering: .relaxed).oldValue
        precondition(before >= UInt64(estimatedNanoseconds), "no more is taken off than was added")
    }

    /// Estimated nanoseconds of work that is under way.
    public var queuedNanoseconds: Int { Int(unsafe words.pointee.load(ordering: .relaxed)) }

    /// Notes what a piece of work took.
    public func record(worker: Int, estimatedNanoseconds: Int, measuredNanoseconds: Int) {
        unsafe Self.accumulate(estimatedNanoseconds, estimated(worker))
        unsafe Self.accumulate(measuredNanoseconds, measured(worker))
    }

    private static func accumulate(_ nanoseconds: Int, _ word: UnsafeMutablePointer<Atomic<UInt64>>) {
        let sum = unsafe word.pointee.load(ordering: .relaxed)
        unsafe word.pointee.store(sum &- sum &>> decayShift &+ UInt64(nanoseconds), ordering: .relaxed)
    }

    /// What an estimated nanosecond has cost lately, in nanoseconds.
    public var costFactor: Double {
        var estimatedSum = 0.0
        var measuredSum = 0.0
        for worker in 0..<workerCount {
            estimatedSum += Double(unsafe estimated(worker).pointee.load(ordering: .relaxed))
            measuredSum += Double(unsafe measured(worker).pointee.load(ordering: .relaxed))
        }
        return measuredSum / max(estimatedSum, 1)
    }

    /// How long work that is accepted now would wait for its worker.
    public var expectedWaitNanoseconds: Int { Int(Double(queuedNanoseconds) * costFactor / Double(workerCount)) }

    /// What a client is told that is refused now: the time in which what waits will be done, in whole seconds, 1 at least.
    public var retryAfterSeconds: Int { max(1, (expectedWaitNanoseconds + 999_999_999) / 1_000_000_000) }
}
