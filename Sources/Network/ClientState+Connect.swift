internal import CLinux
internal import Codecs
internal import SystemPackage

extension ClientState {
    /// Begins a connection at a place that has none.
    mutating func connect(_ index: Int) {
        connections[index].connectNanoseconds = clock.nanoseconds
        connections[index].exchangeCount = 0
        switch calls.connect(address) {
        case .bytes(let descriptor):
            connections[index].generation &+= 1
            connections[index].descriptor = CInt(descriptor)
            connections[index].phase = .connecting
            openCount &+= 1
            openCountMax = max(openCountMax, openCount)
            connectingCount &+= 1
            let events = UInt32(CLINUX_WRITABLE)
            connections[index].interest = events
            let token = UInt64(connections[index].generation) &<< 32 | UInt64(index)
            if case .failed(let errno) = calls.register(epoll, CInt(descriptor), events: events, token: token) {
                failConnecting(index, errno)
                return
            }
            wait(index, .connect, milliseconds: limits.connectTimeoutMilliseconds)
        case .wouldBlock: failConnecting(index, .resourceTemporarilyUnavailable)
        case .failed(let errno): failConnecting(index, errno)
        }
    }

    /// The kernel knows whether there is a connection.
    mutating func finishConnecting(_ index: Int) {
        if let errno = calls.connectFailure(connections[index].descriptor) {
            failConnecting(index, errno)
            return
        }
        connections[index].phase = .open
        connections[index].wait = .nothing
        connectingCount &-= 1
        hasFailedToConnect = false
        if connections[index].exchange.request == nil {
            offer(index, at: clock.nanoseconds)
        } else {
            send(index)
        }
    }

    mutating func failConnecting(_ index: Int, _ errno: Errno?) {
        let kind: ClientFailure.Kind =
            switch errno {
            case .connectionRefused: .connectRefused
            case nil, .timedOut: .connectTimedOut
            default: .connectFailed
            }
        tell(ClientFailure(kind: kind, dueNanoseconds: connections[index].connectNanoseconds, errno: errno))
        giveUpResending(index)
        close(index)
        guard !isDraining else { return }
        hasFailedToConnect = true
        pausedCount &+= 1
        connections[index].phase = .paused
        wait(index, .pause, milliseconds: limits.reconnectPauseMilliseconds)
    }

    /// A request that was to be sent once more, on a connection that was not made, is one that the server has cut off.
    mutating func giveUpResending(_ index: Int) {
        guard connections[index].phase != .open, connections[index].exchange.request != nil else { return }
        tell(ClientFailure(kind: .closedEarly, dueNanoseconds: connections[index].exchange.dueNanoseconds))
        connections[index].exchange = ClientExchange()
    }

    /// Closes at once, whatever is under way.
    mutating func close(_ index: Int) {
        timers.cancel(index)
        connections[index].wait = .nothing
        connections[index].exchange = ClientExchange()
        drop(index)
    }

    /// Ends the connection, not what the place is used for.
    private mutating func drop(_ index: Int) {
        if connections[index].phase == .connecting { connectingCount &-= 1 }
        if connections[index].phase == .paused { pausedCount &-= 1 }
        if connections[index].isIdle { removeIdle(index) }
        connections[index].phase = .closed
        pool.giveBack(&connections[index].input)
        guard connections[index].descriptor >= 0 else { return }
        calls.close(connections[index].descriptor)
        connections[index].descriptor = -1
        openCount &-= 1
    }

    /// A new connection for the place, with the exchange that is to go on there.
    mutating func reconnect(_ index: Int, with exchange: ClientExchange = ClientExchange()) {
        guard !isDraining || exchange.request != nil else {
            close(index)
            return
        }
        drop(index)
        connections[index].exchange = exchange
        if exchange.request == nil, pacing.opensAsNeeded {
            timers.cancel(index)
            vacant.append(index)
        } else {
            connect(index)
        }
    }

    /// The place's pause after a failure is over.
    mutating func endPause(_ index: Int) {
        pausedCount &-= 1
        connections[index].phase = .closed
        connections[index].wait = .nothing
        if pacing.opensAsNeeded { vacant.append(index) } else { connect(index) }
    }

    /// The server has ended a connection that it had not announced to end.
    func tellOfLoss() {
        let now = clock.nanoseconds
        unsafe handler._withUnsafeGuaranteedRef { $0.loseConnection(at: now) }
    }

    func tell(_ failure: ClientFailure) {
        unsafe handler._withUnsafeGuaranteedRef { $0.fail(failure) }
    }
}
