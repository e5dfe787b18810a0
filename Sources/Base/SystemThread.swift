internal import Glibc
internal import SystemPackage

/// A thread of the system that runs one closure, whose references it gives back when it ends.
///
/// Who started it joins or detaches it, once. It inherits the signals that the thread which starts it has blocked.
public struct SystemThread: Sendable {
    /// Its `pthread_t`, which is a number on Linux.
    public let number: UInt

    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts the thread. Throws when the system gives none.
    public init(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        let start = unsafe Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { context in
                unsafe Unmanaged<Start>.fromOpaque(context!).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard failure == 0 else {
            unsafe start.release()
            throw SystemCallError(call: "pthread_create", errno: Errno(rawValue: failure))
        }
        number = UInt(thread)
    }

    /// Waits until the closure has returned; what the thread did is visible then.
    public func join() { pthread_join(pthread_t(number), nil) }

    /// Nobody will join it.
    public func detach() { pthread_detach(pthread_t(number)) }
}
