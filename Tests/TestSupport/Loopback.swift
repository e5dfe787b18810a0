internal import Glibc

/// TCP sockets of 127.0.0.1, where tests meet.
@safe public enum Loopback {
    /// A socket, which never waits when it is non-blocking.
    public static func socket(isNonBlocking: Bool = false) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(AF_INET, isNonBlocking ? kind | Int32(SOCK_NONBLOCK.rawValue) : kind, 0)
        precondition(descriptor >= 0, "socket")
        return descriptor
    }

    /// Connects a socket; false when nobody listens. Of several that listened one may have ended in between, which is not the same.
    public static func connect(_ descriptor: Int32, port: Int) -> Bool {
        var address = address(port: port)
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                while unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0 {
                    if errno == ECONNREFUSED { return false }
                    // Interrupted, it goes on connecting.
                    if errno == EISCONN { return true }
                    precondition([EINTR, ECONNRESET, ECONNABORTED].contains(errno), "connect: \(errno)")
                }
                return true
            }
        }
    }

    /// Whether anybody listens. Asked often, it uses no ports up.
    public static func hasListener(port: Int) -> Bool {
        let descriptor = socket()
        defer { close(descriptor) }
        resetWhenClosed(descriptor)
        return connect(descriptor, port: port)
    }

    /// Binds a socket to `port`, or to any free one for 0; returns which it is.
    public static func bind(_ descriptor: Int32, port: Int = 0) -> Int {
        var address = address(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(unsafe Glibc.bind(descriptor, $0, length) == 0, "bind")
                precondition(unsafe getsockname(descriptor, $0, &length) == 0, "getsockname")
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Has the connection reset when it is closed: its other end learns that nobody waits.
    public static func resetWhenClosed(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
