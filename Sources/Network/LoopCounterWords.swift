internal import Base
internal import Synchronization

/// The memory of a loop's counters; the loop works on it directly, so that counting touches no object.
@safe struct LoopCounterWords {
    /// The place of a counter.
    struct Counter {
        let index: Int
        private init(_ index: Int) { self.index = index }

        static let acceptedConnection = Counter(0)
        static let closedConnection = Counter(1)
        static let receivedByte = Counter(2)
        static let sentByte = Counter(3)
        static let request = Counter(4)
        static let refusedRequest = Counter(5)
        static let refusedConnection = Counter(6)
        static let handedOverRequest = Counter(7)
        static let returnedRequest = Counter(8)
        @inline(__always)
        static func timedOut(_ wait: LoopCounters.Wait) -> Counter { Counter(9 &+ wait.rawValue) }
    }

    /// Whole cache lines: what every request counts, what few connections do, and the turns by how long they took.
    private static let count = 16 + 32
    private static let turnSum = 16
    private static let turnBuckets = 17
    private static let cacheLineByteCount = 64

    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    init() {
        precondition(Self.turnBuckets + DurationBuckets.count <= Self.count, "a word for each bucket")
        let byteCount = Self.count * MemoryLayout<Atomic<UInt64>>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: Self.cacheLineByteCount)
        unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: Self.count)
        for index in 0..<Self.count { unsafe (words + index).initialize(to: Atomic(0)) }
    }

    func deallocate() {
        unsafe words.deinitialize(count: Self.count)
        unsafe words.deallocate()
    }

    /// On the loop's thread only: what another thread added in between would be lost.
    @inline(__always)
    func add(_ amount: Int, to counter: Counter) { add(amount, at: counter.index) }

    @inline(__always)
    private func add(_ amount: Int, at index: Int) {
        let word = unsafe words + index
        let value = unsafe word.pointee.load(ordering: .relaxed)
        unsafe word.pointee.store(value &+ UInt64(truncatingIfNeeded: amount), ordering: .relaxed)
    }

    /// A turn of the loop that had something to do.
    @inline(__always)
    func addTurn(nanoseconds: UInt64) {
        add(Int(truncatingIfNeeded: nanoseconds), at: Self.turnSum)
        add(1, at: Self.turnBuckets &+ DurationBuckets.index(of: nanoseconds))
    }

    func value(of counter: Counter) -> UInt64 { value(at: counter.index) }
    var turnNanoseconds: UInt64 { value(at: Self.turnSum) }
    func turnCount(bucket: Int) -> UInt64 {
        precondition(bucket >= 0 && bucket < DurationBuckets.count, "a bucket")
        return value(at: Self.turnBuckets &+ bucket)
    }

    private func value(at index: Int) -> UInt64 { unsafe words[index].load(ordering: .relaxed) }
}
