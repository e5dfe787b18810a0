/// How a compute worker comes to its next word, or to sleep, one atomic operation a step.
///
/// Whoever takes a word and leaves others in the ring wakes one more worker. Without that a word could wait while a worker sleeps: the
/// worker that its producer chose to wake may have taken another word in its second look, or may have found the word behind one that was
/// not published yet.
package struct TakeSteps: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// The worker of that bit is to be woken; then the next step.
        case wake(bit: UInt64)
        /// Sleep until woken; then the next step.
        case sleep
        /// The end: work on this.
        case word(UInt64)
        /// The end: nothing is left, and nothing more will come.
        case closed
    }

    private enum Next: Hashable {
        case pop(PopSteps, isSecondLook: Bool)
        case setBit, readClosed, clearBit
        case clearBitWith(UInt64)
        case readHead(UInt64)
        case readTail(UInt64, head: UInt64)
        case wake(UInt64, WakeSteps)
        case end(UInt64)
    }

    private let capacity: Int
    private let bit: UInt64
    private var next: Next

    /// `bit` is the worker's own.
    @inline(__always)
    package init(capacity: Int, bit: UInt64) {
        self.capacity = capacity
        self.bit = bit
        next = .pop(PopSteps(capacity: capacity), isSecondLook: false)
    }

    /// Takes the next step; not nil when the caller has something to do.
    package mutating func step(_ words: inout some RingWords) -> Action? {
        switch next {
        case .pop(var steps, let isSecondLook):
            switch steps.step(&words) {
            case nil: next = .pop(steps, isSecondLook: isSecondLook)
            case .word(let word): next = isSecondLook ? .clearBitWith(word) : .readHead(word)
            case .empty: next = isSecondLook ? .readClosed : .setBit
            }
        case .setBit:
            SleepSteps(bit: bit).step(&words)
            next = .pop(PopSteps(capacity: capacity), isSecondLook: true)
        case .readClosed:
            if words.load(.closed, .relaxed) != 0 { return .closed }
            next = .clearBit
            return .sleep
        case .clearBit:
            AwakeSteps(bit: bit).step(&words)
            next = .pop(PopSteps(capacity: capacity), isSecondLook: false)
        case .clearBitWith(let word):
            AwakeSteps(bit: bit).step(&words)
            next = .readHead(word)
        case .readHead(let word):
            next = .readTail(word, head: words.load(.head, .relaxed))
        case .readTail(let word, let head):
            let isLast = words.load(.tail, .relaxed) == head
            if isLast { return .word(word) }
            next = .wake(word, WakeSteps())
        case .wake(let word, var steps):
            switch steps.step(&words) {
            case nil: next = .wake(word, steps)
            case .nobodySleeps: return .word(word)
            case .wake(let bit):
                next = .end(word)
                return .wake(bit: bit)
            }
        case .end(let word): return .word(word)
        }
        return nil
    }
}
