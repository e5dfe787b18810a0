/// A word that threads share in a ring or a sleep, by what it is for.
package enum RingPlace: Hashable, Sendable {
    /// The position that is pushed to next, and the one that is popped from next.
    case tail, head
    /// Whose turn it is in a slot.
    case sequence(Int)
    /// What a slot holds: plain memory, which one thread at a time may touch.
    case word(Int)
    /// The head as the producer last saw it, the tail as the consumer last saw it: plain memory of one thread each.
    case seenHead, seenTail
    /// A bit for each thread that sleeps or is about to.
    case sleepers
    /// Not zero when nothing more will be pushed.
    case closed
}
