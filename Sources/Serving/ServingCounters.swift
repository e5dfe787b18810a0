internal import Base
public import Codecs
internal import Glibc
internal import Synchronization
public import Tabular

/// What one thread counts about its answers, a loop or a worker: per model, per status and per reason, since the process began.
///
/// One thread writes, any thread reads: every counter is a relaxed atomic that its owner loads and stores, without a locked instruction. A
/// reader sees each counter whole and growing; counters of one request may be a request apart. Each model's counters fill 2 KiB
/// of their own, in memory that the kernel hands out zeroed when it is first touched, so that ten thousand models that nobody
/// asks for cost addresses only. Thread rules: `count...` on the owner's thread; reading from any.
@safe public final class ServingCounters: @unchecked Sendable {
    public let modelCount: Int
    /// Reasons and statuses first, then the models.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let byteCount: Int

    /// The words of one model: numbers, since what has to be computed first would be checked on every use for whether it was.
    private enum Word {
        static let rows = 0
        static let refusals = 1
        static let executions = 2
        static let gatheredRows = 3
        static let busyNanoseconds = 4
        /// In billionths, so that it adds up as the others do.
        static let confidenceSum = 5
        static let rejections = 6
        static let queued = 7
        static let taken = 8
        static let violations = 9
        static let duration = 16
        static let stages = 40
        static let confidences = 136
        static let classes = 160
        static let count = 256
    }

    /// The sum of durations, then their buckets.
    private static let durationWordCount = 24
    /// A word for each reason, by its number, below the first status.
    private static let reasonEnd = 100
    /// Statuses are 100 ... 599; a word for each, by its number.
    private static let statusEnd = 640
    /// Classes of a model with a counter of their own; the others share one.
    public static let classCountMax = 64

    /// Counters for the models of a host, all zero.
    public init(modelCount: Int) {
        precondition(modelCount >= 0 && modelCount <= ModelHost.modelCountMax, "a host's models")
        precondition(Word.violations + Violation.allCases.count <= Word.duration, "a word for each violation")
        precondition(1 + DurationBuckets.count <= Self.durationWordCount, "a word for each bucket")
        precondition(Word.duration + Self.durationWordCount <= Word.stages, "a histogram of requests")
        precondition(
            Word.stages + StageTimes.Stage.allCases.count * Self.durationWordCount <= Word.confidences,
            "a histogram of each stage")
        precondition(Word.confidences + ConfidenceBuckets.count <= Word.classes, "a word for each bucket")
        precondition(Word.classes + Self.classCountMax + 1 <= Word.count, "a word for each class")
        precondition(RefusalReason.allCases.count <= Self.reasonEnd, "a word for each reason")
        self.modelCount = modelCount
        byteCount = (Self.statusEnd + modelCount * Word.count) * MemoryLayout<UInt64>.stride
        let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { fatalError("no memory for the counters") }
        // Zeroed by the kernel; an atomic's representation is its value's.
        unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: byteCount / MemoryLayout<UInt64>.stride)
    }

    deinit { unsafe munmap(words, byteCount) }

    // MARK: - Counting

    /// A request that was answered with `rowCount` predictions. O(1), no allocation.
    public func countPrediction(model: Int, rowCount: Int, stages: StageTimes) {
        let place = place(of: model)
        add(UInt64(rowCount), place &+ Word.rows)
        addDuration(stages.sum, place &+ Word.duration)
        addDuration(stages.queue, place &+ Self.stageWord(.queue))
        addDuration(stages.parse, place &+ Self.stageWord(.parse))
        addDuration(stages.score, place &+ Self.stageWord(.score))
    }

    /// The last stage of such a request, when the loop has sent its answer. O(1), no allocation.
    public func countWrite(model: Int, nanoseconds: UInt64) {
        addDuration(nanoseconds, place(of: model) &+ Self.stageWord(.write))
    }

    /// Rows that were given to the forest in one call. O(1), no allocation.
    public func countExecution(model: Int) { add(1, place(of: model) &+ Word.executions) }

    /// Rows of several requests that were given to the forest together. O(1), no allocation.
    public func countGatheredRows(model: Int, rowCount: Int) { add(UInt64(rowCount), place(of: model) &+ Word.gatheredRows) }

    /// Time that a thread worked for the model, refused requests included. O(1), no allocation.
    public func countWork(model: Int, nanoseconds: UInt64) { add(nanoseconds, place(of: model) &+ Word.busyNanoseconds) }

    /// The class that a row was given, by its place in the manifest. O(1), no allocation.
    public func countClass(_ index: Int, model: Int) {
        add(1, place(of: model) &+ Word.classes &+ min(index, Self.classCountMax))
    }

    /// How sure the model was of a row. O(1), no allocation.
    public func countConfidence(_ confidence: Double, model: Int) {
        let place = place(of: model)
        add(1, place &+ Word.confidences &+ ConfidenceBuckets.index(of: confidence))
        // The comparison is false for NaN.
        add(confidence > 0 ? UInt64(min(confidence, 1) * 1e9) : 0, place &+ Word.confidenceSum)
    }

    /// A request that reached the model and was refused; `isByLoad` when nothing was wrong with it but its time. O(1), no allocation.
    public func countRefusal(model: Int, isByLoad: Bool = false) {
        add(1, place(of: model) &+ Word.refusals)
        if isByLoad { add(1, place(of: model) &+ Word.rejections) }
    }

    /// A request that waits for a worker from now on. O(1), no allocation.
    public func countQueued(model: Int) { add(1, place(of: model) &+ Word.queued) }

    /// A request that a worker has taken up. O(1), no allocation.
    public func countTaken(model: Int) { add(1, place(of: model) &+ Word.taken) }

    /// Why a request was refused, whether or not it reached a model. O(1), no allocation.
    public func countRefusal(_ reason: RefusalReason) { add(1, Int(reason.rawValue)) }

    /// A value, or its absence, that breaks the model's contract, let pass or refused. O(1), no allocation.
    public func countViolation(_ violation: Violation, model: Int) {
        add(1, place(of: model) &+ Word.violations &+ violation.rawValue)
    }

    /// An answer of the listener, those included by which the loop refuses what is no request. O(1), no allocation.
    public func countResponse(_ status: HTTPStatus) {
        let number = Int(status.rawValue)
        precondition(number >= Self.reasonEnd && number < Self.statusEnd, "a status of three digits")
        add(1, number)
    }

    /// Hands over what was counted of a model, to counters of the same thread or of one that waits: they count it for `otherModel`, and
    /// here it is zero again.
    func moveCounts(of model: Int, to other: ServingCounters, model otherModel: Int) {
        let from = place(of: model)
        let to = other.place(of: otherModel)
        for word in 0..<Word.count {
            let counted = value(from &+ word)
            if counted != 0 { other.add(counted, to &+ word) }
        }
        clearCounts(of: model)
    }

    /// Forgets what was counted of a model.
    func clearCounts(of model: Int) {
        let place = place(of: model)
        for word in 0..<Word.count { unsafe words[place &+ word].store(0, ordering: .relaxed) }
    }

    private func place(of model: Int) -> Int {
        precondition(model >= 0 && model < modelCount, "a model of the host")
        return Self.statusEnd &+ model &* Word.count
    }

    private static func stageWord(_ stage: StageTimes.Stage) -> Int { Word.stages &+ stage.rawValue &* durationWordCount }

    @inline(__always)
    private func addDuration(_ nanoseconds: UInt64, _ place: Int) {
        add(nanoseconds, place)
        add(1, place &+ 1 &+ DurationBuckets.index(of: nanoseconds))
    }

    @inline(__always)
    private func add(_ number: UInt64, _ place: Int) {
        let sum = unsafe words[place].load(ordering: .relaxed) &+ number
        unsafe words[place].store(sum, ordering: .relaxed)
    }

    // MARK: - Reading

    private func value(_ place: Int) -> UInt64 { unsafe words[place].load(ordering: .relaxed) }

    /// Rows that were predicted.
    public func rowCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.rows) }
    /// Requests that reached the model and were refused.
    public func refusalCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.refusals) }
    /// Those of them that were refused by load.
    public func rejectionCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.rejections) }
    /// Requests that this thread has handed over to the workers.
    public func queuedCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.queued) }
    /// Requests that this worker has taken up.
    public func takenCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.taken) }
    /// Calls of the model's forest.
    public func executionCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.executions) }
    /// Rows that were scored together with those of other requests.
    public func gatheredRowCount(model: Int) -> UInt64 { value(place(of: model) &+ Word.gatheredRows) }
    /// Time that the thread worked for the model.
    public func busyNanoseconds(model: Int) -> UInt64 { value(place(of: model) &+ Word.busyNanoseconds) }
    public func violationCount(_ violation: Violation, model: Int) -> UInt64 {
        value(place(of: model) &+ Word.violations &+ violation.rawValue)
    }
    public func responseCount(_ status: HTTPStatus) -> UInt64 { value(Int(status.rawValue)) }
    public func refusalCount(_ reason: RefusalReason) -> UInt64 { value(Int(reason.rawValue)) }
    /// Rows that were given a class; `classCountMax` is all classes from there on.
    public func classCount(_ index: Int, model: Int) -> UInt64 {
        precondition(index >= 0 && index <= Self.classCountMax, "a class that is counted")
        return value(place(of: model) &+ Word.classes &+ index)
    }
    /// Rows by how sure the model was of them, in the buckets of `ConfidenceBuckets`.
    func confidenceCount(model: Int, bucket: Int) -> UInt64 {
        precondition(bucket >= 0 && bucket < ConfidenceBuckets.count, "a bucket")
        return value(place(of: model) &+ Word.confidences &+ bucket)
    }
    /// The sum of those.
    func confidenceSum(model: Int) -> Double { Double(value(place(of: model) &+ Word.confidenceSum)) / 1e9 }

    /// Requests that were answered with predictions, by what they took from the whole request to the whole answer.
    func durations(model: Int) -> DurationTotals { durations(place(of: model) &+ Word.duration) }
    /// The same of one of their stages.
    func durations(_ stage: StageTimes.Stage, model: Int) -> DurationTotals {
        durations(place(of: model) &+ Self.stageWord(stage))
    }

    private func durations(_ place: Int) -> DurationTotals {
        var totals = DurationTotals()
        totals.add(nanoseconds: value(place)) { value(place &+ 1 &+ $0) }
        return totals
    }
}
