import Synchronization

/// The time in which requests that are begun count; the same for all threads.
package final class MeasuredWindow: Sendable {
    package let startNanoseconds: UInt64
    private let end: Atomic<UInt64>

    package init(startNanoseconds: UInt64, endNanoseconds: UInt64) {
        self.startNanoseconds = startNanoseconds
        end = Atomic(endNanoseconds)
    }

    /// No request is begun from here on.
    package var endNanoseconds: UInt64 { end.load(ordering: .relaxed) }

    /// Ends the window early.
    package func close(at nanoseconds: UInt64) { end.store(min(nanoseconds, endNanoseconds), ordering: .relaxed) }

    /// Whether a request that was begun then counts.
    package func contains(_ nanoseconds: UInt64) -> Bool { nanoseconds >= startNanoseconds && nanoseconds < endNanoseconds }

    package var seconds: Double { endNanoseconds > startNanoseconds ? Double(endNanoseconds - startNanoseconds) / 1e9 : 0 }
}
