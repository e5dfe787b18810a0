/// What another thread may conclude from an operation, as in `Synchronization`.
package enum RingOrdering: Sendable { case relaxed, acquiring, releasing, acquiringAndReleasing }

/// The memory under a ring's steps: the atomics of a running process, or a model of them that tries every order and every old value.
package protocol RingWords {
    mutating func load(_ place: RingPlace, _ ordering: RingOrdering) -> UInt64
    mutating func store(_ value: UInt64, _ place: RingPlace, _ ordering: RingOrdering)
    /// Without an ordering: no more than that one thread wins.
    mutating func compareExchange(_ place: RingPlace, expected: UInt64, desired: UInt64) -> (exchanged: Bool, original: UInt64)
    /// Acquiring and releasing; the value before.
    mutating func or(_ bits: UInt64, _ place: RingPlace) -> UInt64
    /// Acquiring and releasing; the value before.
    mutating func and(_ bits: UInt64, _ place: RingPlace) -> UInt64
    /// Of plain memory, which no other thread touches meanwhile.
    mutating func read(_ place: RingPlace) -> UInt64
    mutating func write(_ value: UInt64, _ place: RingPlace)
}
