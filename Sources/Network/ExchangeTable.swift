/// The exchanges of a loop: at fixed addresses, since workers hold on to them, in memory that is touched as it is used.
///
/// Thread rules: the loop's thread takes and gives back. Limit: `capacity`; when all are under way there is no further one.
@safe struct ExchangeTable: ~Copyable {
    let capacity: Int
    private let memory: UnsafeMutableRawPointer
    /// Indices of those that were used and are free, the last one given back on top: its memory is the warmest.
    private let free: UnsafeMutablePointer<Int32>
    private var freeCount = 0
    /// Exchanges that were ever used; those from here on are untouched memory.
    private var touchedCount = 0

    /// Two workers' exchanges do not share what processors fetch at once.
    private static let strideByteCount =
        (MemoryLayout<Exchange>.stride + AtomicWords.lineByteCount - 1) & ~(AtomicWords.lineByteCount - 1)

    init(capacity: Int) {
        self.capacity = capacity
        unsafe memory = .allocate(byteCount: max(1, capacity) * Self.strideByteCount, alignment: AtomicWords.lineByteCount)
        unsafe free = .allocate(capacity: max(1, capacity))
    }

    deinit {
        unsafe free.deallocate()
        // A worker may still write to what is under way, and whoever ends the loop does not wait for it.
        guard underWayCount == 0 else { return }
        for index in 0..<touchedCount { unsafe self[index].deinitialize(count: 1) }
        unsafe memory.deallocate()
    }

    /// Those that were handed over and are not back.
    var underWayCount: Int { touchedCount &- freeCount }

    subscript(index: Int) -> UnsafeMutablePointer<Exchange> {
        precondition(index >= 0 && index < touchedCount, "an exchange that was used")
        return unsafe (memory + index &* Self.strideByteCount).assumingMemoryBound(to: Exchange.self)
    }

    /// A free one; nil when all are under way.
    mutating func take() -> UnsafeMutablePointer<Exchange>? {
        if freeCount > 0 {
            freeCount &-= 1
            return unsafe self[Int(free[freeCount])]
        }
        guard touchedCount < capacity else { return nil }
        let index = touchedCount
        touchedCount &+= 1
        unsafe self[index].initialize(to: Exchange(index: index))
        return unsafe self[index]
    }

    mutating func giveBack(_ index: Int) {
        precondition(underWayCount > 0 && index >= 0 && index < touchedCount, "an exchange that is under way")
        unsafe (free + freeCount).initialize(to: Int32(index))
        freeCount &+= 1
    }
}
