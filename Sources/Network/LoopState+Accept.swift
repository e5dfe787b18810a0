internal import CLinux
internal import SystemPackage

extension LoopState {
    private enum Acceptance {
        case accepted, queueIsEmpty
        /// There is no room, or no descriptor: the queue keeps what it holds.
        case paused
    }

    /// Accepts what waits in the kernel's queue, up to a number per turn. While draining the listener closes when that is all
    /// (SO_REUSEPORT gives a closed listener's queue to nobody).
    mutating func acceptConnections() {
        for _ in 0..<NetworkLimits.acceptCountPerTurn {
            switch acceptOne() {
            case .accepted: continue
            case .paused: return
            case .queueIsEmpty:
                if drainDeadline != nil { closeListener() }
                return
            }
        }
    }

    mutating func closeListener() {
        listener?.close()
        listener = nil
    }

    private mutating func acceptOne() -> Acceptance {
        guard let listener else { return .paused }
        guard !connections.isFull else {
            watchListener(false)
            return .paused
        }
        var peer = PeerAddress()
        switch calls.accept(listener.descriptor, from: &peer) {
        case .bytes(let descriptor):
            counters.add(1, to: .acceptedConnection)
            add(CInt(descriptor), peer)
            return .accepted
        case .wouldBlock: return .queueIsEmpty
        case .failed(.tooManyOpenFiles), .failed(.tooManyOpenFilesInSystem), .failed(.noMemory), .failed(.noBufferSpace):
            // The queue stays readable: without a pause the loop would spin on it.
            acceptResumption = now &+ NetworkLimits.acceptPauseMilliseconds
            watchListener(false)
            return .paused
        case .failed:
            // A connection that died in the queue (ECONNABORTED, or a network error of its own): the next may be well.
            return .accepted
        }
    }

    private mutating func add(_ descriptor: CInt, _ peer: PeerAddress) {
        let index = connections.take(descriptor: descriptor)
        connections[index].peer = peer
        connections[index].awaitsProxyHeader = expectsProxyHeader
        let events = UInt32(CLINUX_READABLE | CLINUX_PEER_FINISHED)
        connections[index].interest = events
        let token = UInt64(connections[index].generation) &<< 32 | UInt64(index)
        if case .failed = calls.register(epoll, descriptor, events: events, token: token) {
            close(index)
            return
        }
        if expectsProxyHeader {
            // A balancer speaks at once.
            wait(index, .head, milliseconds: limits.headTimeoutMilliseconds)
        } else {
            wait(index, .request, milliseconds: idleMilliseconds)
        }
    }

    /// For how long a connection may be without a request. While draining only for one that is under way.
    var idleMilliseconds: Int { drainDeadline == nil ? limits.idleTimeoutMilliseconds : limits.drainIdleMilliseconds }

    /// Watches the listener or leaves it alone.
    mutating func watchListener(_ watch: Bool) {
        guard let listener, isAccepting != watch else { return }
        isAccepting = watch
        let events = watch ? UInt32(CLINUX_READABLE) : 0
        calls.modify(epoll, listener.descriptor, events: events, token: Self.listenerToken)
    }
}
