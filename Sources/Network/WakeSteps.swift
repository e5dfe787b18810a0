// Sleeping without losing a wake-up, one atomic operation a step, over one word with a bit for each thread that may sleep.
//
// Who wants to sleep sets its bit (`or`), looks for work once more, and blocks only when there is none. Who has published work looks at the
// word (`or` of nothing) and clears one bit that is set; the thread of that bit is the one to be woken. Only read-modify-writes touch the
// word, all acquiring and releasing, so they are in one order that both sides agree on, and each sees what was done before those ahead of
// it. Of the sleeper's `or` and the publisher's, one is first. When it is the publisher's, the sleeper sees the work in its second look.
// When it is the sleeper's, the publisher sees the bit, or that somebody has cleared it since, who then wakes that thread. Plain loads and
// stores would not do: each side may miss the other's store (both look before either is seen), and a fence for that is nothing that the
// thread sanitizer understands.

/// Before a thread sleeps: sets its bit.
package struct SleepSteps: Hashable, Sendable {
    private let bit: UInt64

    @inline(__always)
    package init(bit: UInt64) { self.bit = bit }

    @inline(__always)
    package func step(_ words: inout some RingWords) { _ = words.or(bit, .sleepers) }
}

/// When a thread does not sleep after all, or has slept: clears its bit.
package struct AwakeSteps: Hashable, Sendable {
    private let bit: UInt64

    @inline(__always)
    package init(bit: UInt64) { self.bit = bit }

    @inline(__always)
    package func step(_ words: inout some RingWords) { _ = words.and(~bit, .sleepers) }
}

/// After work was published (or the end was): chooses one sleeper, which is asked by nobody else then.
package struct WakeSteps: Hashable, Sendable {
    package enum Result: Sendable {
        case wake(bit: UInt64)
        case nobodySleeps
    }

    private enum Next: Hashable {
        case look
        case take(UInt64)
    }

    private var next = Next.look

    @inline(__always)
    package init() {}

    /// Takes the next step; not nil when it was the last.
    @inline(__always)
    package mutating func step(_ words: inout some RingWords) -> Result? {
        let bits: UInt64
        switch next {
        case .look:
            bits = words.or(0, .sleepers)
        case .take(let bit):
            let before = words.and(~bit, .sleepers)
            if before & bit != 0 { return .wake(bit: bit) }
            bits = before
        }
        if bits == 0 { return .nobodySleeps }
        next = .take(bits & (0 &- bits))
        return nil
    }
}
