/// A bounded ring of words from one thread to one: what a compute worker has done, on its way back to a loop.
///
/// It has room for all that can be under way, so that a worker never has to wait to give back. In raw memory, no allocation after `init`.
/// Thread rules: `push` on one thread, `pop` on one.
@safe public final class ReturnRing: @unchecked Sendable {
    /// Words that fit.
    public let capacity: Int
    private let words: AtomicWords

    /// `capacity` is a power of two, and at least the number of words that can be under way.
    public init(capacity: Int) {
        precondition(capacity >= 1 && capacity <= WorkRing.capacityMax && capacity & (capacity - 1) == 0, "a power of two")
        self.capacity = capacity
        words = AtomicWords(wordCount: capacity)
    }

    deinit { words.deallocate() }

    public func push(_ word: UInt64) {
        var words = words
        var steps = ReturnPushSteps(word, capacity: capacity)
        while true {
            if let result = steps.step(&words) {
                precondition(result == .pushed, "room for all that is under way")
                return
            }
        }
    }

    /// Whether nothing is there to be popped; on the thread that pops.
    public var isEmpty: Bool { words.load(.tail, .acquiring) == words.load(.head, .relaxed) }

    /// Nil when the ring is empty.
    public func pop() -> UInt64? {
        var words = words
        var steps = ReturnPopSteps(capacity: capacity)
        while true {
            switch steps.step(&words) {
            case .word(let word): return word
            case .empty: return nil
            case nil: break
            }
        }
    }
}
