internal import Glibc
internal import Synchronization

/// A pipe that nobody reads: its reader stands still, or is gone.
@safe public final class UnreadPipe {
    public let writer: Int32
    private var reader: Int32

    public init() {
        // No program that another test starts meanwhile may keep an end open.
        (reader, writer) = Program.spawning.withLock { _ in
            var ends: [Int32] = [0, 0]
            precondition(unsafe pipe(&ends) == 0, "pipe")
            for end in ends { precondition(fcntl(end, F_SETFD, FD_CLOEXEC) == 0, "fcntl") }
            return (ends[0], ends[1])
        }
    }

    deinit {
        closeReader()
        close(writer)
    }

    /// Whoever writes from now on gets SIGPIPE or an error.
    public func closeReader() {
        if reader >= 0 { close(reader) }
        reader = -1
    }

    /// Whoever writes from now on, and has not made it non-blocking, waits for ever.
    public func fill() {
        precondition(fcntl(writer, F_SETFL, O_NONBLOCK) == 0, "fcntl")
        let block = [UInt8](repeating: UInt8(ascii: "\n"), count: 4096)
        while unsafe write(writer, block, block.count) > 0 {}
        precondition(errno == EAGAIN, "the pipe is full")
        // The flag is the program's as well.
        precondition(fcntl(writer, F_SETFL, 0) == 0, "fcntl")
    }
}
