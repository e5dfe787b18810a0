internal import CLinux
internal import Codecs
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

/// Every system call of a running loop, one function each: interrupted calls are repeated, and a test may stand in for the system.
@safe struct SystemCalls {
    private let double: SystemDouble?
    private let isReplaced: Bool

    init(double: SystemDouble?) {
        self.double = double
        isReplaced = double != nil
    }

    /// Asked before each call. The flag spares a call that is not replaced the counting of a reference to nothing.
    private var replacement: SystemDouble? { isReplaced ? double : nil }

    private func repeated(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result != -Int(Errno.interrupted.rawValue) { return result }
        }
    }

    func receive(_ descriptor: CInt, into bytes: UnsafeMutableRawPointer, byteCount: Int) -> Transfer {
        Transfer(
            repeated {
                unsafe replacement?.receive(descriptor, into: UnsafeMutableRawBufferPointer(start: bytes, count: byteCount))
                    ?? clinux_receive(descriptor, bytes, byteCount)
            })
    }

    func send(_ descriptor: CInt, _ bytes: UnsafeRawPointer, byteCount: Int) -> Transfer {
        Transfer(
            repeated {
                unsafe replacement?.send(descriptor, UnsafeRawBufferPointer(start: bytes, count: byteCount))
                    ?? clinux_send(descriptor, bytes, byteCount)
            })
    }

    /// The descriptor of a new connection, and who it is from.
    func accept(_ descriptor: CInt, from peer: inout PeerAddress) -> Transfer {
        var source = clinux_peer()
        let result = repeated { unsafe replacement?.accept(descriptor) ?? Int(clinux_accept(descriptor, &source)) }
        peer = PeerAddress(address: IPAddress(high: source.high, low: source.low), port: source.port)
        return Transfer(result)
    }

    /// The descriptor of a connection that is being made.
    func connect(_ address: SocketAddress) -> Transfer {
        Transfer(
            repeated {
                unsafe replacement?.connect() ?? Int(address.host.withCString { unsafe clinux_connect($0, address.port) })
            })
    }

    /// Why a connection was not made, once the kernel knows; nil when it was.
    func connectFailure(_ descriptor: CInt) -> Errno? {
        let result = clinux_connect_result(descriptor)
        return result == 0 ? nil : Errno(rawValue: -result)
    }

    /// An error here means that the peer is gone already, which the next read says too.
    func shutdownWrite(_ descriptor: CInt) {
        _ = replacement?.shutdownWrite(descriptor) ?? Int(clinux_shutdown_write(descriptor))
    }

    /// Not repeated: after EINTR the descriptor is closed on Linux. EBADF would mean that another connection's was closed.
    func close(_ descriptor: CInt) {
        let result = replacement?.close(descriptor) ?? Int(clinux_close(descriptor))
        precondition(result != -Int(Errno.badFileDescriptor.rawValue), "a descriptor was closed twice")
    }

    /// A descriptor, or a negative error number.
    func createEpoll() -> CInt { CInt(replacement?.createEpoll() ?? Int(clinux_epoll_create())) }

    func register(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Transfer {
        Transfer(
            repeated {
                replacement?.register(epoll, descriptor, events: events, token: token)
                    ?? Int(clinux_epoll_add(epoll, descriptor, events, token))
            })
    }

    func modify(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) {
        let result =
            replacement?.modify(epoll, descriptor, events: events, token: token)
            ?? Int(clinux_epoll_modify(epoll, descriptor, events, token))
        precondition(result == 0, "a registered descriptor can be modified")
    }

    /// Reports written to `events`; 0 after the timeout or a signal.
    func wait(_ epoll: CInt, _ events: UnsafeMutablePointer<clinux_event>, timeoutMilliseconds: CInt) -> Int {
        if isReplaced, let count = unsafe replacedWait(epoll, events, Int(timeoutMilliseconds) * 1_000_000) { return count }
        return reportCount(unsafe clinux_epoll_wait(epoll, events, timeoutMilliseconds))
    }

    /// The same with a finer timeout; none when it is negative.
    func wait(_ epoll: CInt, _ events: UnsafeMutablePointer<clinux_event>, timeoutNanoseconds: Int) -> Int {
        if isReplaced, let count = unsafe replacedWait(epoll, events, timeoutNanoseconds) { return count }
        return reportCount(unsafe clinux_epoll_wait_nanoseconds(epoll, events, Int64(timeoutNanoseconds)))
    }

    /// The thread does nothing for so long; not at all where a test stands in for the system.
    func pause(nanoseconds: Int) {
        if !isReplaced { clinux_pause(Int64(nanoseconds)) }
    }

    private func replacedWait(
        _ epoll: CInt, _ events: UnsafeMutablePointer<clinux_event>, _ timeoutNanoseconds: Int
    ) -> Int? {
        let countMax = Int(CLINUX_EVENT_COUNT_MAX)
        guard let reports = replacement?.wait(epoll, countMax: countMax, timeoutNanoseconds: timeoutNanoseconds) else {
            return nil
        }
        precondition(reports.count <= countMax, "no more reports than there is room for")
        for (index, report) in reports.enumerated() {
            unsafe events[index] = clinux_event(token: report.token, events: report.events)
        }
        return reports.count
    }

    private func reportCount(_ result: CInt) -> Int {
        if result == -Errno.interrupted.rawValue { return 0 }
        precondition(result >= 0, "a loop's own epoll can be waited on")
        return Int(result)
    }
}
