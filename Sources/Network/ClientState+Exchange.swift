internal import CLinux
internal import Codecs
internal import SystemPackage

extension ClientState {
    /// Asks for a request for a connection that has become free. That there is one, and that it is due now, is the handler's word: nobody
    /// else decides when requests are sent.
    mutating func offer(_ index: Int, at nanoseconds: UInt64) {
        guard !isDraining else {
            close(index)
            return
        }
        if idle.isEmpty { freeSinceNanoseconds = nanoseconds }
        let since = freeSinceNanoseconds
        switch unsafe handler._withUnsafeGuaranteedRef({ $0.nextRequest(at: nanoseconds, freeSince: since) }) {
        case .request(let request, let due):
            connections[index].exchange = ClientExchange(request, due: due, at: nanoseconds)
            send(index)
        case .notBefore(let due):
            nextDueNanoseconds = due
            connections[index].exchange = ClientExchange()
            connections[index].isIdle = true
            idle.append(index)
            watch(index, isWriting: false)
        case .finished:
            beginDrain()
            close(index)
        }
    }

    /// Sends the request of the connection's exchange from its first byte.
    mutating func send(_ index: Int) {
        // From the request's own time: how often it is sent does not give the server more of it.
        connections[index].wait = .response
        let start = connections[index].exchange.startNanoseconds / 1_000_000
        timers.schedule(index, at: start &+ UInt64(limits.responseTimeoutMilliseconds))
        write(index)
    }

    /// Sends as much as the kernel takes.
    mutating func write(_ index: Int) {
        guard let request = connections[index].exchange.request else { return }
        while connections[index].exchange.unsentByteCount > 0 {
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: request.message[connections[index].exchange.sentByteCount...])
            switch unsafe calls.send(connections[index].descriptor, bytes.baseAddress!, byteCount: bytes.count) {
            case .bytes(let count):
                connections[index].exchange.sentByteCount &+= count
                if count == bytes.count { break }
                watch(index, isWriting: true)
                return
            case .wouldBlock:
                watch(index, isWriting: true)
                return
            case .failed:
                // An answer that came before the connection broke can still be read; that there is none is told by reading.
                connections[index].exchange.isSendingBroken = true
            }
        }
        watch(index, isWriting: false)
    }

    mutating func watch(_ index: Int, isWriting: Bool) {
        let events = UInt32(CLINUX_READABLE | CLINUX_PEER_FINISHED) | (isWriting ? UInt32(CLINUX_WRITABLE) : 0)
        guard connections[index].interest != events else { return }
        connections[index].interest = events
        let token = UInt64(connections[index].generation) &<< 32 | UInt64(index)
        calls.modify(epoll, connections[index].descriptor, events: events, token: token)
    }

    /// The response is whole: tells of it, and goes on with the next request. The buffer holds what was not measured before, the
    /// message's last `messageByteCount` bytes, whose first `bodyByteCount` are the body where one is kept.
    mutating func complete(_ index: Int, bodyByteCount: Int = 0, messageByteCount: Int = 0) {
        let exchange = connections[index].exchange
        guard connections[index].input.count == messageByteCount else {
            fail(index, .malformedResponse, reason: "bytes that no request asked for follow the response")
            return
        }
        let now = clock.nanoseconds
        let response = ClientResponse(
            requestNumber: exchange.request?.number ?? 0, statusCode: exchange.parser.head.statusCode,
            dueNanoseconds: exchange.dueNanoseconds, startNanoseconds: exchange.startNanoseconds, endNanoseconds: now,
            byteCount: exchange.receivedByteCount,
            wasResent: exchange.wasResent)
        if exchange.request?.keepsBody == true {
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: connections[index].input.bytes[..<bodyByteCount])
            let body = unsafe Span<UInt8>(_unsafeBytes: bytes)
            unsafe handler._withUnsafeGuaranteedRef { $0.receive(response, body: body) }
        } else {
            unsafe handler._withUnsafeGuaranteedRef { $0.receive(response) }
        }
        connections[index].wait = .nothing
        guard exchange.parser.head.keepsAlive, exchange.unsentByteCount == 0, !exchange.isSendingBroken else {
            reconnect(index)
            return
        }
        pool.giveBack(&connections[index].input)
        connections[index].exchangeCount &+= 1
        offer(index, at: now)
    }

    /// The exchange is over without a response.
    mutating func fail(_ index: Int, _ kind: ClientFailure.Kind, errno: Errno? = nil, reason: StaticString? = nil) {
        let due = connections[index].exchange.dueNanoseconds
        tell(ClientFailure(kind: kind, dueNanoseconds: due, errno: errno, reason: reason))
        reconnect(index)
    }

    /// The server has closed the connection, or reset it.
    mutating func endByServer(_ index: Int, _ kind: ClientFailure.Kind, errno: Errno? = nil) {
        tellOfLoss()
        let exchange = connections[index].exchange
        if exchange.request == nil {
            reconnect(index)
        } else if exchange.receivedByteCount == 0, connections[index].exchangeCount > 0 {
            // It had answered before: it closed the connection between two requests and did not see this one.
            reconnect(index, with: exchange.fromTheStart())
        } else {
            fail(index, kind, errno: errno)
        }
    }
}
