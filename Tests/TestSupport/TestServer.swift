internal import Glibc

/// A TCP server on loopback that waits only when told to and speaks no protocol: a test says what it does with what has come.
@safe public final class TestServer {
    private var listener: Int32
    public let port: Int
    /// Every connection that was accepted, in order.
    public private(set) var peers: [Peer] = []

    /// One accepted connection.
    @safe public final class Peer {
        private var descriptor: Int32
        /// What has come and was not taken.
        public var received: [UInt8] = []
        private var unsent: [UInt8] = []
        /// The client has closed the connection, or reset it.
        public private(set) var isFinished = false

        fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

        deinit { close() }

        public var text: String { String(decoding: received, as: UTF8.self) }
        public var isOpen: Bool { descriptor >= 0 && !isFinished }

        /// What poll has to look for.
        fileprivate var interest: pollfd {
            pollfd(fd: isFinished ? -1 : descriptor, events: Int16(unsent.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0)
        }

        public func send(_ text: String) { send(Array(text.utf8)) }

        public func send(_ bytes: [UInt8]) {
            unsent += bytes
            push()
        }

        fileprivate func push() {
            while !unsent.isEmpty, descriptor >= 0 {
                let count = unsafe unsent.withUnsafeBytes {
                    unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                unsent.removeFirst(count)
            }
        }

        /// Takes at most `byteCountMax` bytes of what has come.
        public func pull(byteCountMax: Int = .max) {
            var block = [UInt8](repeating: 0, count: min(1 << 16, byteCountMax))
            var left = byteCountMax
            while left > 0, descriptor >= 0 {
                let count = unsafe recv(descriptor, &block, min(block.count, left), 0)
                if count > 0 {
                    received += block[..<count]
                    left -= count
                    continue
                }
                if count == 0 || errno == ECONNRESET { isFinished = true }
                return
            }
        }

        /// The next whole request (`Content-Length` or no body), taken out of what has come.
        public func takeRequest() -> [UInt8]? {
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
            var byteCount = end.upperBound
            if let field = head.firstRange(of: "\r\nContent-Length: ") {
                byteCount += Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
            }
            guard received.count >= byteCount else { return nil }
            defer { received.removeFirst(byteCount) }
            return Array(received[..<byteCount])
        }

        /// Closes after the last byte sent.
        public func close() {
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }

        /// Closes with a reset.
        public func reset() {
            Loopback.resetWhenClosed(descriptor)
            close()
        }
    }

    /// `receiveBufferByteCount` makes a server that cannot be given much at a time.
    public init(port wanted: Int = 0, backlog: Int32 = 128, receiveBufferByteCount: Int32? = nil) {
        listener = Loopback.socket(isNonBlocking: true)
        var one: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        if var byteCount = receiveBufferByteCount { unsafe setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &byteCount, 4) }
        port = Loopback.bind(listener, port: wanted)
        precondition(listen(listener, backlog) == 0, "listen")
    }

    deinit { stopListening() }

    /// New connections are refused from now on.
    public func stopListening() {
        if listener >= 0 { Glibc.close(listener) }
        listener = -1
    }

    /// Accepts who waits.
    public func accept() {
        while listener >= 0 {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            precondition(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 && fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, "fcntl")
            var one: Int32 = 1
            unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            peers.append(Peer(descriptor))
        }
    }

    /// Accepts who waits, sends what is left over, takes what has come.
    public func exchange() {
        accept()
        for peer in peers {
            peer.push()
            peer.pull()
        }
    }

    /// Waits until there is something to exchange, `milliseconds` at most.
    public func wait(milliseconds: Int32) {
        var descriptors = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)] + peers.map(\.interest)
        unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    }

    /// Forgets connections that are over.
    public func forgetFinished() { peers.removeAll { !$0.isOpen } }
}
