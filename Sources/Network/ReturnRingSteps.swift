// The return ring, one atomic operation a step. One producer writes the tail, one consumer the head, so nothing is claimed: the tail's
// releasing store hands over the words before it, the head's the slots before it. Each side keeps the other's cursor as it last saw it
// and looks again only when that says full or empty, so that the two lines stay where they are while there is work.

/// Pushes one word; one thread at a time.
package struct ReturnPushSteps: Hashable, Sendable {
    package enum Result: Sendable { case pushed, full }

    private enum Next: Hashable {
        case readTail
        case readHead(UInt64)
        case publish(UInt64)
    }

    private let word: UInt64
    private let capacity: UInt64
    private var next = Next.readTail

    /// `capacity` is a power of two.
    @inline(__always)
    package init(_ word: UInt64, capacity: Int) {
        self.word = word
        self.capacity = UInt64(truncatingIfNeeded: capacity)
    }

    /// Takes the next step; not nil when it was the last.
    @inline(__always)
    package mutating func step(_ words: inout some RingWords) -> Result? {
        switch next {
        case .readTail:
            let tail = words.load(.tail, .relaxed)
            next = tail &- words.read(.seenHead) < capacity ? .publish(tail) : .readHead(tail)
        case .readHead(let tail):
            // Acquiring: the consumer has read what is overwritten from here on.
            let head = words.load(.head, .acquiring)
            words.write(head, .seenHead)
            if tail &- head == capacity { return .full }
            next = .publish(tail)
        case .publish(let tail):
            words.write(word, .word(Int(truncatingIfNeeded: tail & (capacity &- 1))))
            words.store(tail &+ 1, .tail, .releasing)
            return .pushed
        }
        return nil
    }
}

/// Pops one word; one thread at a time.
package struct ReturnPopSteps: Hashable, Sendable {
    package enum Result: Sendable {
        case word(UInt64)
        case empty
    }

    private enum Next: Hashable {
        case readHead
        case readTail(UInt64)
        case release(UInt64)
    }

    private let mask: UInt64
    private var next = Next.readHead

    /// `capacity` is a power of two.
    @inline(__always)
    package init(capacity: Int) { mask = UInt64(truncatingIfNeeded: capacity &- 1) }

    /// Takes the next step; not nil when it was the last.
    @inline(__always)
    package mutating func step(_ words: inout some RingWords) -> Result? {
        switch next {
        case .readHead:
            let head = words.load(.head, .relaxed)
            next = head == words.read(.seenTail) ? .readTail(head) : .release(head)
        case .readTail(let head):
            // Acquiring: the words before the tail are there before they are read.
            let tail = words.load(.tail, .acquiring)
            words.write(tail, .seenTail)
            if tail == head { return .empty }
            next = .release(head)
        case .release(let head):
            let word = words.read(.word(Int(truncatingIfNeeded: head & mask)))
            words.store(head &+ 1, .head, .releasing)
            return .word(word)
        }
        return nil
    }
}
