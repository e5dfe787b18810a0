public import Base
internal import CLinux
internal import SystemPackage

/// An eventfd: any thread may ring it, and whoever waits on its descriptor wakes.
public final class WakeEvent: Sendable {
    let descriptor: CInt

    public init() throws(SystemCallError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else { throw SystemCallError(call: "eventfd", errno: Errno(rawValue: -descriptor)) }
    }

    deinit { _ = clinux_close(descriptor) }

    /// Fails only when 2^64 - 2 rings were not heard.
    public func ring() { _ = clinux_eventfd_write(descriptor) }

    /// Waits for a ring, at most `timeoutMilliseconds`, and forgets the rings so far.
    public func wait(timeoutMilliseconds: Int) {
        // A signal ends the wait early, which whoever looks after every wait does not mind.
        _ = clinux_wait(descriptor, UInt32(CLINUX_READABLE), CInt(clamping: timeoutMilliseconds))
        clear()
    }

    /// Forgets the rings so far.
    func clear() { _ = clinux_eventfd_read(descriptor) }
}
