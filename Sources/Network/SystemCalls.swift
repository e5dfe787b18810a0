internal import CLinux
internal import SystemPackage

/// What a call that moves bytes came to; that it would block is not an error.
enum Transfer: Equatable {
    case bytes(Int)
    case wouldBlock
    case failed(Errno)

    init(_ result: Int) {
        if result >= 0 {
            self = .bytes(result)
        } else {
            let errno = Errno(rawValue: CInt(-result))
            self = errno == .resourceTemporarilyUnavailable ? .wouldBlock : .failed(errno)
        }
    }
}

/// Every system call of a running loop, one function each: interrupted calls are repeated, failures can be forced in tests.
@safe struct SystemCalls {
    private let forced: ForcedFailures?
    private let isForcing: Bool

    init(forced: ForcedFailures?) {
        self.forced = forced
        isForcing = forced != nil
    }

    private func repeated(_ call: ForcedFailures.Call, _ body: () -> Int) -> Int {
        while true {
            let result: Int
            if isForcing, let failure = forced?.take(call) { result = -Int(failure.rawValue) } else { result = body() }
            if result != -Int(Errno.interrupted.rawValue) { return result }
        }
    }

    func receive(_ descriptor: CInt, into bytes: UnsafeMutableRawPointer, byteCount: Int) -> Transfer {
        Transfer(repeated(.receive) { unsafe clinux_receive(descriptor, bytes, byteCount) })
    }

    func send(_ descriptor: CInt, _ bytes: UnsafeRawPointer, byteCount: Int) -> Transfer {
        Transfer(repeated(.send) { unsafe clinux_send(descriptor, bytes, byteCount) })
    }

    func accept(_ descriptor: CInt) -> Transfer { Transfer(repeated(.accept) { Int(clinux_accept(descriptor)) }) }

    /// The descriptor of a connection that is being made.
    func connect(_ address: SocketAddress) -> Transfer {
        Transfer(
            repeated(.connect) {
                Int(unsafe address.host.withCString { unsafe clinux_connect($0, address.port) })
            })
    }

    /// Why a connection was not made, once the kernel knows; nil when it was.
    func connectFailure(_ descriptor: CInt) -> Errno? {
        let result = clinux_connect_result(descriptor)
        return result == 0 ? nil : Errno(rawValue: -result)
    }

    /// An error here means that the peer is gone already, which the next read says too.
    func shutdownWrite(_ descriptor: CInt) { _ = clinux_shutdown_write(descriptor) }

    /// Not repeated: after EINTR the descriptor is closed on Linux. EBADF would mean that another connection's was closed.
    func close(_ descriptor: CInt) {
        let result = clinux_close(descriptor)
        precondition(result != -Errno.badFileDescriptor.rawValue, "a descriptor was closed twice")
    }

    func register(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Transfer {
        Transfer(repeated(.register) { Int(clinux_epoll_add(epoll, descriptor, events, token)) })
    }

    func modify(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) {
        let result = clinux_epoll_modify(epoll, descriptor, events, token)
        precondition(result == 0, "a registered descriptor can be modified")
    }

    /// Reports written to `events`; 0 after the timeout or a signal.
    func wait(_ epoll: CInt, _ events: UnsafeMutablePointer<clinux_event>, timeoutMilliseconds: CInt) -> Int {
        reportCount(unsafe clinux_epoll_wait(epoll, events, timeoutMilliseconds))
    }

    /// The same with a finer timeout; none when it is negative.
    func wait(_ epoll: CInt, _ events: UnsafeMutablePointer<clinux_event>, timeoutNanoseconds: Int) -> Int {
        reportCount(unsafe clinux_epoll_wait_nanoseconds(epoll, events, Int64(timeoutNanoseconds)))
    }

    private func reportCount(_ result: CInt) -> Int {
        if result == -Errno.interrupted.rawValue { return 0 }
        precondition(result >= 0, "a loop's own epoll can be waited on")
        return Int(result)
    }
}
