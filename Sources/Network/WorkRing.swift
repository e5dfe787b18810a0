/// A bounded ring of words from many threads to many: work on its way from the loops to the compute workers.
///
/// Neither side ever waits: a full ring and an empty one are results. A word that was pushed is popped once, and words of one producer are
/// popped in their order. A producer that the kernel interrupts between claiming its slot and publishing it (two instructions) holds up
/// the words behind it for that long. In raw memory, slots padded to a cache line; no allocation after `init`.
/// Thread rules: everything from any thread.
@safe public final class WorkRing: @unchecked Sendable {
    public static let capacityMax = 1 << 20

    /// Words that fit.
    public let capacity: Int
    let words: AtomicWords

    /// `capacity` is a power of two from 2 to `capacityMax`.
    public init(capacity: Int) {
        // One slot is not enough: "may be read" and "may be written a lap later" would be the same number.
        precondition(capacity >= 2 && capacity <= Self.capacityMax && capacity & (capacity - 1) == 0, "a power of two")
        self.capacity = capacity
        words = AtomicWords(sequencedSlotCount: capacity)
    }

    deinit { words.deallocate() }

    /// False when the ring is full.
    public func push(_ word: UInt64) -> Bool {
        var words = words
        var steps = PushSteps(word, capacity: capacity)
        while true {
            if let result = steps.step(&words) { return result == .pushed }
        }
    }

    /// Nil when the ring is empty.
    public func pop() -> UInt64? {
        var words = words
        var steps = PopSteps(capacity: capacity)
        while true {
            switch steps.step(&words) {
            case .word(let word): return word
            case .empty: return nil
            case nil: break
            }
        }
    }

    /// Words in the ring, those included that are being pushed or popped at this moment.
    public var count: Int {
        let head = words.load(.head, .relaxed)
        let tail = words.load(.tail, .relaxed)
        // Of two moments, so that the difference can be a little off.
        return max(0, min(Int(truncatingIfNeeded: tail &- head), capacity))
    }
}
