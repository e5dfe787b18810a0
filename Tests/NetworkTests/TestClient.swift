import Glibc

/// A TCP client on loopback that never waits: what has come is taken, what cannot go yet is kept.
@safe final class TestClient {
    private var descriptor: Int32
    private(set) var received: [UInt8] = []
    private var unsent: [UInt8] = []
    /// The server has sent its last byte.
    private(set) var isFinished = false
    /// The connection was reset.
    private(set) var isReset = false

    /// `receiveBufferByteCount` makes a client that cannot be given much.
    init(port: Int, receiveBufferByteCount: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        precondition(descriptor >= 0, "socket")
        if var byteCount = receiveBufferByteCount {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &byteCount, 4)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(connected == 0, "connect")
        precondition(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, "fcntl")
    }

    deinit { close() }

    var text: String { String(decoding: received, as: UTF8.self) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        unsent += bytes
        push()
    }

    /// Sends what is left over, takes what has come; for tests that ask for it in turns.
    func exchange() {
        push()
        pull()
    }

    func push() {
        while !unsent.isEmpty {
            let count = unsafe unsent.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            unsent.removeFirst(count)
        }
    }

    /// Takes at most `byteCountMax` bytes of what has come.
    func pull(byteCountMax: Int = .max) {
        var block = [UInt8](repeating: 0, count: min(1 << 16, byteCountMax))
        var left = byteCountMax
        while left > 0, descriptor >= 0 {
            let count = unsafe recv(descriptor, &block, min(block.count, left), 0)
            if count > 0 {
                received += block[..<count]
                left -= count
                continue
            }
            if count == 0 { isFinished = true }
            if count < 0, errno == ECONNRESET { isReset = true }
            return
        }
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
