public import Base
internal import CLinux
internal import Glibc
internal import SystemPackage

/// SIGTERM and SIGINT, and SIGHUP where it is wanted, as something to wait for, instead of handlers that run anywhere.
///
/// Made on the main thread before any other is started: the signals are blocked there and in the threads it starts.
public struct SignalWatch: ~Copyable {
    public enum Wakening: Sendable {
        /// SIGTERM or SIGINT.
        case signal
        /// SIGHUP.
        case hangup
        case event, timeout
    }

    private let descriptor: CInt

    /// Without `withHangup` SIGHUP ends the process, as it does by default.
    public init(withHangup: Bool = false) throws(SystemCallError) {
        descriptor = clinux_signal_descriptor(withHangup ? 1 : 0)
        guard descriptor >= 0 else { throw SystemCallError(call: "signalfd", errno: Errno(rawValue: -descriptor)) }
    }

    deinit { _ = clinux_close(descriptor) }

    /// Waits for one of the signals or for `event`, at most `timeoutMilliseconds`; a signal is told first when both have come.
    public func wait(orUntil event: WakeEvent, timeoutMilliseconds: Int? = nil) -> Wakening {
        let start = MonotonicClock.nanoseconds
        while true {
            var rest: CInt = -1
            if let timeoutMilliseconds {
                let passed = Int((MonotonicClock.nanoseconds - start) / 1_000_000)
                rest = CInt(clamping: max(0, timeoutMilliseconds - passed))
            }
            let ready = clinux_wait_readable(descriptor, event.descriptor, rest)
            if ready > 0, ready & 1 == 1 {
                let number = clinux_signal_read(descriptor)
                if number > 0 { return number == SIGHUP ? .hangup : .signal }
            }
            if ready > 0, ready & 2 == 2 { return .event }
            if ready == 0 { return .timeout }
        }
    }
}
