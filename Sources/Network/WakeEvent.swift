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

    /// Forgets the rings so far.
    func clear() { _ = clinux_eventfd_read(descriptor) }
}
