public import Codecs
internal import Glibc
internal import Synchronization
public import Tabular

/// What one loop counts about its answers: per model and per status, since the process began.
///
/// One loop writes, any thread reads: every counter is a relaxed atomic that its owner loads and stores, without a locked instruction. A
/// reader sees each counter whole and growing; counters of one request may be a request apart. Each model's counters fill four
/// cache lines of their own, in memory that the kernel hands out zeroed when it is first touched, so that ten thousand models that nobody
/// asks for cost addresses only. Thread rules: `count...` on the owner's thread; reading from any.
@safe public final class ServingCounters: @unchecked Sendable {
    public let modelCount: Int
    /// Statuses first, then the models.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// The buckets' bounds, here since a global would be checked on every use for whether it is there yet.
    private let bounds: UnsafeMutableBufferPointer<UInt64>
    private let byteCount: Int

    /// The words of one model.
    private enum Word {
        static let rows = 0
        static let refusals = 1
        static let violations = 2
        static let durationSum = 8
        static let buckets = 9
        static let count = 32
    }

    /// Statuses are 100 ... 599; a word for each, by its number.
    private static let statusEnd = 640
    static let bucketCount = DurationBuckets.count

    /// Counters for the models of a host, all zero.
    public init(modelCount: Int) {
        precondition(modelCount >= 0 && modelCount <= ModelHost.modelCountMax, "a host's models")
        precondition(Word.violations + Violation.allCases.count <= Word.durationSum, "a word for each violation")
        precondition(Word.buckets + Self.bucketCount <= Word.count, "a word for each bucket")
        self.modelCount = modelCount
        byteCount = (Self.statusEnd + modelCount * Word.count) * MemoryLayout<UInt64>.stride
        let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { fatalError("no memory for the counters") }
        // Zeroed by the kernel; an atomic's representation is its value's.
        unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: byteCount / MemoryLayout<UInt64>.stride)
        unsafe bounds = .allocate(capacity: Self.bucketCount - 1)
        _ = unsafe bounds.initialize(fromContentsOf: DurationBuckets.boundNanoseconds)
    }

    deinit {
        unsafe munmap(words, byteCount)
        unsafe bounds.deallocate()
    }

    // MARK: - Counting

    /// A request that was answered with `rowCount` predictions, `nanoseconds` after it was taken up. O(1), no allocation.
    public func countPrediction(model: Int, rowCount: Int, nanoseconds: UInt64) {
        let place = place(of: model)
        add(UInt64(rowCount), place &+ Word.rows)
        add(nanoseconds, place &+ Word.durationSum)
        add(1, place &+ Word.buckets &+ bucket(of: nanoseconds))
    }

    /// A request that reached the model and was refused. O(1), no allocation.
    public func countRefusal(model: Int) { add(1, place(of: model) &+ Word.refusals) }

    /// A value, or its absence, that breaks the model's contract, let pass or refused. O(1), no allocation.
    public func countViolation(_ violation: Violation, model: Int) {
        add(1, place(of: model) &+ Word.violations &+ violation.rawValue)
    }

    /// An answer of the listener, those included by which the loop refuses what is no request. O(1), no allocation.
    public func countResponse(_ status: HTTPStatus) {
        let number = Int(status.rawValue)
        precondition(number < Self.statusEnd, "a status of three digits")
        add(1, number)
    }

    private func bucket(of nanoseconds: UInt64) -> Int {
        var index = 0
        while unsafe index < bounds.count, unsafe nanoseconds > bounds[index] { index &+= 1 }
        return index
    }

    private func place(of model: Int) -> Int {
        precondition(model >= 0 && model < modelCount, "a model of the host")
        return Self.statusEnd &+ model &* Word.count
    }

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
    public func violationCount(_ violation: Violation, model: Int) -> UInt64 {
        value(place(of: model) &+ Word.violations &+ violation.rawValue)
    }
    public func responseCount(_ status: HTTPStatus) -> UInt64 { value(Int(status.rawValue)) }

    /// Requests that were answered with predictions, by their duration: the bounds of `DurationBuckets`, and above.
    func durationCount(model: Int, bucket: Int) -> UInt64 {
        precondition(bucket >= 0 && bucket < Self.bucketCount, "a bucket")
        return value(place(of: model) &+ Word.buckets &+ bucket)
    }
    /// The sum of those durations.
    func durationNanoseconds(model: Int) -> UInt64 { value(place(of: model) &+ Word.durationSum) }
}
