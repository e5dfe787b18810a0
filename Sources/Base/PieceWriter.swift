internal import Glibc
internal import Synchronization
public import SystemPackage

/// Writes to a descriptor that others have as well, standard output or error, without waiting in write(2) for whoever reads it.
///
/// Making such a descriptor non-blocking would do so for every process that has it. Instead it is asked by poll(2), and what is writable
/// takes `byteCountMax` bytes at once, as a pipe with a free page does. All pieces of this process go one by one, so that no other thread's
/// takes the page in between; one of another process's may, which then waits as a plain write would.
/// Thread rules: any thread; the lock is never held while waiting.
public enum PieceWriter {
    /// What a pipe takes in one piece, unmixed with other writers' (PIPE_BUF).
    public static let byteCountMax = 4096

    public enum Outcome: Sendable, Equatable {
        /// So many bytes, at most a piece.
        case written(Int)
        /// Nothing was taken in time.
        case wouldWait
        case failed(Errno)
    }

    private static let lock = Mutex(())

    /// Writes the first piece of `bytes`, for which it waits at most `waitMilliseconds`.
    public static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, waitMilliseconds: Int) -> Outcome {
        let end = MonotonicClock.nanoseconds + UInt64(waitMilliseconds) * 1_000_000
        while true {
            let outcome = lock.withLock { _ in unsafe writeWithoutWaiting(bytes, descriptor) }
            if outcome != .wouldWait || !isWritable(descriptor, until: end) { return outcome }
        }
    }

    private static func writeWithoutWaiting(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> Outcome {
        // No reader any more is writable too: the write tells.
        var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&interest, 1, 0) > 0 else { return .wouldWait }
        let count = unsafe Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, byteCountMax))
        if count >= 0 { return .written(count) }
        let failure = Errno(rawValue: errno)
        return failure == .resourceTemporarilyUnavailable || failure == .interrupted ? .wouldWait : .failed(failure)
    }

    /// Waits until the descriptor is writable, an error included; false when it is not by `end`.
    private static func isWritable(_ descriptor: Int32, until end: UInt64) -> Bool {
        while true {
            let now = MonotonicClock.nanoseconds
            guard now < end else { return false }
            var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = unsafe poll(&interest, 1, Int32(clamping: (end - now + 999_999) / 1_000_000))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }
}
