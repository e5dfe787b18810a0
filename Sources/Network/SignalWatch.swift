public import Base
internal import CLinux
internal import SystemPackage

/// SIGTERM and SIGINT as something to wait for, instead of handlers that run anywhere.
///
/// Made on the main thread before any other is started: the signals are blocked there and in the threads it starts.
public struct SignalWatch: ~Copyable {
    public enum Wakening: Sendable { case signal, event }

    private let descriptor: CInt

    public init() throws(SystemCallError) {
        descriptor = clinux_signal_descriptor()
        guard descriptor >= 0 else { throw SystemCallError(call: "signalfd", errno: Errno(rawValue: -descriptor)) }
    }

    deinit { _ = clinux_close(descriptor) }

    /// Waits for one of the signals or for `event`; a signal is told first when both have come.
    public func wait(orUntil event: WakeEvent) -> Wakening {
        while true {
            if let wakening = look(event, timeoutMilliseconds: -1) { return wakening }
        }
    }

    /// The same, for `timeoutMilliseconds` at most: nil when nothing has come (or, seldom, before that).
    public func wait(orUntil event: WakeEvent, timeoutMilliseconds: Int) -> Wakening? {
        look(event, timeoutMilliseconds: CInt(clamping: timeoutMilliseconds))
    }

    private func look(_ event: WakeEvent, timeoutMilliseconds: CInt) -> Wakening? {
        let ready = clinux_wait_readable(descriptor, event.descriptor, timeoutMilliseconds)
        if ready > 0, ready & 1 == 1, clinux_signal_read(descriptor) > 0 { return .signal }
        return ready > 0 && ready & 2 == 2 ? .event : nil
    }
}
