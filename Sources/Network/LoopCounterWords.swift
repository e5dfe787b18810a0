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
        @inline(__always)
        static func timedOut(_ wait: LoopCounters.Wait) -> Counter { Counter(8 &+ wait.rawValue) }
    }

    /// Two cache lines: what every request counts, and what few connections do.
    private static let count = 16
    private static let cacheLineByteCount = 64

    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    init() {
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
    func add(_ amount: Int, to counter: Counter) {
        let word = unsafe words + counter.index
        let value = unsafe word.pointee.load(ordering: .relaxed)
        unsafe word.pointee.store(value &+ UInt64(truncatingIfNeeded: amount), ordering: .relaxed)
    }

    func value(of counter: Counter) -> UInt64 { unsafe words[counter.index].load(ordering: .relaxed) }
}
