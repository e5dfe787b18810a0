public import Base
internal import CLinux
internal import Synchronization
internal import SystemPackage

/// A listening TCP socket.
public final class Listener: Sendable {
    let descriptor: CInt
    /// The port, the kernel's choice when 0 was asked for.
    public let port: Int

    private init(descriptor: CInt, port: Int) {
        self.descriptor = descriptor
        self.port = port
    }

    private let isClosed = Atomic<Bool>(false)

    deinit { close() }

    /// No more connections are taken; those in the kernel's queue are reset. Once is enough.
    func close() {
        if !isClosed.exchange(true, ordering: .relaxed) { _ = clinux_close(descriptor) }
    }

    /// Whether `host` is an IPv4 or IPv6 address: names are not looked up.
    public static func isAddress(_ host: String) -> Bool { unsafe host.withCString { unsafe clinux_is_address($0) } == 1 }

    /// `host:port` as a person writes it, an IPv6 address in brackets.
    public static func addressText(host: String, port: Int) -> String {
        host.utf8.contains(0x3A) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// `count` sockets on one address, between which the kernel spreads new connections (SO_REUSEPORT): one for each loop.
    ///
    /// `host` is an IPv4 or IPv6 address; port 0 is any free one. Refuses a port that another process listens on, which SO_REUSEPORT
    /// alone would share with it. An error says what of, and can be shown as it is: `127.0.0.1:8000: listen: Address already in use`.
    ///
    /// `sendBufferByteCount` is the kernel's buffer of each accepted connection; nil lets the kernel size it.
    public static func open(
        host: String, port: Int, count: Int, backlog: Int, sendBufferByteCount: Int? = nil
    ) throws(SystemCallError) -> [Listener] {
        precondition(count > 0, "at least one listener")
        let exclusive = try one(
            host: host, port: port, backlog: backlog, sharesPort: false, sendBufferByteCount: sendBufferByteCount)
        if count == 1 { return [exclusive] }
        // The port is free of others; sockets can share it when the one that found that out is closed.
        exclusive.close()
        var listeners: [Listener] = []
        for _ in 0..<count {
            let wanted = listeners.first?.port ?? port
            listeners.append(
                try one(host: host, port: wanted, backlog: backlog, sharesPort: true, sendBufferByteCount: sendBufferByteCount))
        }
        return listeners
    }

    private static func one(
        host: String, port: Int, backlog: Int, sharesPort: Bool, sendBufferByteCount: Int?
    ) throws(SystemCallError) -> Listener {
        guard let number = UInt16(exactly: port) else {
            throw SystemCallError(call: "bind", subject: addressText(host: host, port: port), errno: .invalidArgument)
        }
        let descriptor = unsafe host.withCString {
            unsafe clinux_listen(
                $0, number, CInt(backlog), sharesPort ? 1 : 0, CInt(sendBufferByteCount ?? 0),
                CInt(NetworkLimits.unsentByteCountMax))
        }
        guard descriptor >= 0 else {
            throw SystemCallError(
                call: "listen", subject: addressText(host: host, port: port), errno: Errno(rawValue: -descriptor))
        }
        let bound = clinux_local_port(descriptor)
        precondition(bound > 0, "a bound socket has a port")
        return Listener(descriptor: descriptor, port: Int(bound))
    }
}
