import Glibc
import TestSupport

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
        descriptor = Loopback.socket()
        if var byteCount = receiveBufferByteCount {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &byteCount, 4)
        }
        precondition(Loopback.connect(descriptor, port: port), "connect")
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
        Loopback.resetWhenClosed(descriptor)
        close()
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
