import Synchronization

/// What one thread's loop tells of itself while it runs: written by the loop alone, read by any thread at any time.
@safe final class LiveFigures: @unchecked Sendable {
    private let sent = Atomic<Int>(0)
    private let lagMax = Atomic<UInt64>(0)
    /// Latencies so far, in the cells of ``CompactLatencies``.
    private let cells: UnsafeMutablePointer<Atomic<UInt32>>

    init() {
        unsafe cells = .allocate(capacity: CompactLatencies.cellCount)
        for cell in 0..<CompactLatencies.cellCount { unsafe (cells + cell).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe cells.deinitialize(count: CompactLatencies.cellCount)
        unsafe cells.deallocate()
    }

    func countSent(lagNanoseconds: UInt64) {
        sent.store(sent.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        if lagNanoseconds > lagMax.load(ordering: .relaxed) { lagMax.store(lagNanoseconds, ordering: .relaxed) }
    }

    func countAnswer(latencyNanoseconds: UInt64) {
        let cell = unsafe cells + CompactLatencies.cell(latencyNanoseconds)
        unsafe cell.pointee.store(cell.pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    /// Adds what there is to `snapshot`; the largest lag begins anew.
    func read(into snapshot: inout LiveSnapshot) {
        snapshot.sentCount += sent.load(ordering: .relaxed)
        snapshot.lagNanosecondsMax = max(snapshot.lagNanosecondsMax, lagMax.exchange(0, ordering: .relaxed))
        for cell in snapshot.cells.indices { snapshot.cells[cell] &+= unsafe cells[cell].load(ordering: .relaxed) }
    }
}
