// The work ring, one atomic operation a step, so that tests can interleave them in every order (Dmitry Vyukov's bounded MPMC queue).
//
// A slot's sequence says whose turn it is: equal to a position, that position's producer may write; one more, its consumer may read; a lap
// more, the next lap's producer. The word is handed over by the sequence alone: its releasing store is what the other side's acquiring
// load reads, in both directions, so that neither touches the word while the other does. The cursors hand out positions and nothing else,
// which a relaxed compare-and-exchange does. Positions wrap at 2^64, a multiple of the capacity.

/// Pushes one word.
package struct PushSteps: Hashable, Sendable {
    package enum Result: Sendable { case pushed, full }

    private enum Next: Hashable {
        case readTail
        case readSequence(UInt64)
        case claim(UInt64)
        case publish(UInt64)
    }

    private let word: UInt64
    private let mask: UInt64
    private var next = Next.readTail

    /// `capacity` is a power of two.
    @inline(__always)
    package init(_ word: UInt64, capacity: Int) {
        self.word = word
        mask = UInt64(truncatingIfNeeded: capacity &- 1)
    }

    /// Takes the next step; not nil when it was the last.
    @inline(__always)
    package mutating func step(_ words: inout some RingWords) -> Result? {
        switch next {
        case .readTail:
            next = .readSequence(words.load(.tail, .relaxed))
        case .readSequence(let position):
            // Acquiring: what the last lap's consumer did with the slot is over before this producer writes to it.
            let sequence = words.load(.sequence(slot(position)), .acquiring)
            let lead = Int64(bitPattern: sequence &- position)
            // Behind: the last lap's word is there, or its consumer has claimed it and not let go yet. In the second case this is a refusal
            // that comes a moment too early, never a lost word.
            if lead < 0 { return .full }
            // Ahead: others have pushed since the tail was read.
            next = lead == 0 ? .claim(position) : .readTail
        case .claim(let position):
            let tail = words.compareExchange(.tail, expected: position, desired: position &+ 1)
            next = tail.exchanged ? .publish(position) : .readSequence(tail.original)
        case .publish(let position):
            words.write(word, .word(slot(position)))
            words.store(position &+ 1, .sequence(slot(position)), .releasing)
            return .pushed
        }
        return nil
    }

    @inline(__always)
    private func slot(_ position: UInt64) -> Int { Int(truncatingIfNeeded: position & mask) }
}

/// Pops one word.
package struct PopSteps: Hashable, Sendable {
    package enum Result: Sendable {
        case word(UInt64)
        case empty
    }

    private enum Next: Hashable {
        case readHead
        case readSequence(UInt64)
        case claim(UInt64)
        case release(UInt64)
    }

    private let capacity: UInt64
    private var next = Next.readHead

    /// `capacity` is a power of two.
    @inline(__always)
    package init(capacity: Int) { self.capacity = UInt64(truncatingIfNeeded: capacity) }

    /// Takes the next step; not nil when it was the last.
    @inline(__always)
    package mutating func step(_ words: inout some RingWords) -> Result? {
        switch next {
        case .readHead:
            next = .readSequence(words.load(.head, .relaxed))
        case .readSequence(let position):
            // Acquiring: the word is there before it is read.
            let sequence = words.load(.sequence(slot(position)), .acquiring)
            let lead = Int64(bitPattern: sequence &- (position &+ 1))
            // Behind: nothing was pushed here yet, or its producer has claimed the slot and not published. Words behind such a slot wait for
            // it; that producer wakes whoever sleeps, as every producer does.
            if lead < 0 { return .empty }
            next = lead == 0 ? .claim(position) : .readHead
        case .claim(let position):
            let head = words.compareExchange(.head, expected: position, desired: position &+ 1)
            next = head.exchanged ? .release(position) : .readSequence(head.original)
        case .release(let position):
            let word = words.read(.word(slot(position)))
            words.store(position &+ capacity, .sequence(slot(position)), .releasing)
            return .word(word)
        }
        return nil
    }

    @inline(__always)
    private func slot(_ position: UInt64) -> Int { Int(truncatingIfNeeded: position & (capacity &- 1)) }
}
