internal import CLinux
internal import SystemPackage

extension LoopState {
    /// Accepts what waits in the kernel's queue, up to a number per turn.
    mutating func acceptConnections() {
        for _ in 0..<NetworkLimits.acceptCountPerTurn {
            guard acceptOne() else { return }
        }
    }

    /// False when the queue is empty or accepting had to pause.
    mutating func acceptOne() -> Bool {
        guard let listener else { return false }
        guard !connections.isFull else {
            watchListener(false)
            return false
        }
        var peer = PeerAddress()
        switch calls.accept(listener.descriptor, from: &peer) {
        case .bytes(let descriptor):
            counters.add(1, to: .acceptedConnection)
            add(CInt(descriptor), peer)
            return true
        case .wouldBlock: return false
        case .failed(.tooManyOpenFiles), .failed(.tooManyOpenFilesInSystem), .failed(.noMemory), .failed(.noBufferSpace):
            // The queue stays readable: without a pause the loop would spin on it.
            acceptResumption = now &+ NetworkLimits.acceptPauseMilliseconds
            watchListener(false)
            return false
        case .failed:
            // A connection that died in the queue (ECONNABORTED, or a network error of its own): the next may be well.
            return true
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
            wait(index, .request, milliseconds: limits.idleTimeoutMilliseconds)
        }
    }

    /// Watches the listener or leaves it alone.
    mutating func watchListener(_ watch: Bool) {
        guard let listener, isAccepting != watch else { return }
        isAccepting = watch
        let events = watch ? UInt32(CLINUX_READABLE) : 0
        calls.modify(epoll, listener.descriptor, events: events, token: Self.listenerToken)
    }
}
