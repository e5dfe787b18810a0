internal import Codecs

/// Requests that are due by the handler's time and not by a connection's becoming free.
extension ClientState {
    /// Sends what is due on connections that are free, makes connections where there are too few, and notes when to look again.
    mutating func sendDue() {
        guard !isDraining, !idle.isEmpty || pacing.opensAsNeeded else { return }
        var now = clock.nanoseconds
        while now >= nextDueNanoseconds, let index = idle.last {
            let since = freeSinceNanoseconds
            switch unsafe handler._withUnsafeGuaranteedRef({ $0.nextRequest(at: now, freeSince: since) }) {
            case .request(let request, let due):
                idle.removeLast()
                connections[index].isIdle = false
                connections[index].exchange = ClientExchange(request, due: due, at: now)
                send(index)
                now = clock.nanoseconds
            case .notBefore(let due): nextDueNanoseconds = due
            case .finished:
                beginDrain()
                return
            }
        }
        wakeNanoseconds = idle.isEmpty ? .max : nextDueNanoseconds
        if idle.isEmpty, pacing.opensAsNeeded { openForBacklog(at: now) }
    }

    /// No connection is free: makes one for each request that waits and has none on its way.
    private mutating func openForBacklog(at now: UInt64) {
        guard let backlog = unsafe handler._withUnsafeGuaranteedRef({ $0.backlog(at: now) }) else {
            beginDrain()
            return
        }
        let wantedCount = hasFailedToConnect ? min(backlog.dueCount, 1) : backlog.dueCount
        while connectingCount &+ pausedCount < wantedCount, let index = vacant.popLast() { connect(index) }
        if !vacant.isEmpty, !hasFailedToConnect { wakeNanoseconds = backlog.nextNanoseconds }
    }

    /// The connection is no longer one that waits for a request.
    mutating func removeIdle(_ index: Int) {
        connections[index].isIdle = false
        idle.removeAll { $0 == index }
    }
}
