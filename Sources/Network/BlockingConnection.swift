public import Base
internal import CLinux
internal import SystemPackage

/// A connection to a server that waits for each byte, until one deadline for everything: for one question, not for loops.
public struct BlockingConnection: ~Copyable {
    private let descriptor: CInt
    private let deadlineNanoseconds: UInt64

    /// Connects. `host` is an IPv4 or IPv6 address; whatever is not done after `timeoutMilliseconds` fails with ETIMEDOUT.
    public init(host: String, port: Int, timeoutMilliseconds: Int) throws(SystemCallError) {
        let deadline = MonotonicClock.nanoseconds + UInt64(timeoutMilliseconds) * 1_000_000
        descriptor = try Self.connected(host: host, port: port, deadlineNanoseconds: deadline)
        deadlineNanoseconds = deadline
    }

    private static func connected(host: String, port: Int, deadlineNanoseconds: UInt64) throws(SystemCallError) -> CInt {
        let subject = Listener.addressText(host: host, port: port)
        guard let number = UInt16(exactly: port) else {
            throw SystemCallError(call: "connect", subject: subject, errno: .invalidArgument)
        }
        let descriptor = unsafe host.withCString { unsafe clinux_connect($0, number) }
        guard descriptor >= 0 else {
            throw SystemCallError(call: "connect", subject: subject, errno: Errno(rawValue: -descriptor))
        }
        do throws(SystemCallError) {
            try wait(descriptor, for: CLINUX_WRITABLE, call: "connect", deadlineNanoseconds: deadlineNanoseconds)
            let failure = clinux_connect_result(descriptor)
            guard failure == 0 else {
                throw SystemCallError(call: "connect", subject: subject, errno: Errno(rawValue: -failure))
            }
        } catch {
            _ = clinux_close(descriptor)
            throw error
        }
        return descriptor
    }

    deinit { _ = clinux_close(descriptor) }

    /// Sends all of `bytes`.
    public func send(_ bytes: [UInt8]) throws(SystemCallError) {
        var sentCount = 0
        while sentCount < bytes.count {
            try wait(for: CLINUX_WRITABLE, call: "send")
            let result = unsafe bytes.withUnsafeBytes { bytes in
                unsafe clinux_send(descriptor, bytes.baseAddress! + sentCount, bytes.count - sentCount)
            }
            sentCount += try count(result, call: "send")
        }
    }

    /// The next bytes, `byteCountMax` at most; none when the other side has finished.
    public func receive(byteCountMax: Int) throws(SystemCallError) -> [UInt8] {
        while true {
            try wait(for: CLINUX_READABLE, call: "recv")
            var result = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCountMax) { room, roomCount in
                result = unsafe clinux_receive(descriptor, room.baseAddress, byteCountMax)
                roomCount = max(0, result)
            }
            // A wakening without bytes is not the end.
            if try count(result, call: "recv") > 0 || result == 0 { return bytes }
        }
    }

    /// Bytes moved; none when the call has to be made again.
    private func count(_ result: Int, call: String) throws(SystemCallError) -> Int {
        if result >= 0 { return result }
        let errno = Errno(rawValue: CInt(-result))
        guard errno == .interrupted || errno == .resourceTemporarilyUnavailable else {
            throw SystemCallError(call: call, errno: errno)
        }
        return 0
    }

    private func wait(for events: Int, call: String) throws(SystemCallError) {
        try Self.wait(descriptor, for: events, call: call, deadlineNanoseconds: deadlineNanoseconds)
    }

    private static func wait(
        _ descriptor: CInt, for events: Int, call: String, deadlineNanoseconds: UInt64
    ) throws(SystemCallError) {
        while true {
            let now = MonotonicClock.nanoseconds
            guard now < deadlineNanoseconds else { throw SystemCallError(call: call, errno: .timedOut) }
            let milliseconds = (deadlineNanoseconds - now + 999_999) / 1_000_000
            let result = clinux_wait(descriptor, UInt32(events), CInt(clamping: milliseconds))
            if result > 0 { return }
            if result < 0, result != -Errno.interrupted.rawValue {
                throw SystemCallError(call: call, errno: Errno(rawValue: -result))
            }
        }
    }
}
