internal import Codecs

extension LoopState {
    /// Gives the connection a new deadline unless it waits for the same thing already: a client that sends one byte at a time gains
    /// nothing by it.
    mutating func wait(_ index: Int, _ wait: Connection.Wait, milliseconds: Int) {
        guard connections[index].wait != wait else { return }
        connections[index].wait = wait
        timers.schedule(index, at: now &+ UInt64(milliseconds))
    }

    /// Whether something of a request has come that is not answered. An empty line, which some clients send behind a body, is nothing of one.
    private func hasBegunRequest(_ index: Int) -> Bool {
        unsafe connections[index].input.count > 0
            && (connections[index].awaitsProxyHeader || connections[index].input.request.pointee.parser.hasBegun)
    }

    mutating func setDeadline(_ index: Int, hasOutput: Bool) {
        if hasOutput {
            wait(index, .write, milliseconds: limits.writeTimeoutMilliseconds)
        } else if connections[index].isWaiting {
            wait(index, .compute, milliseconds: limits.computeTimeoutMilliseconds)
        } else if !hasBegunRequest(index) {
            wait(index, .request, milliseconds: idleMilliseconds)
        } else if unsafe connections[index].input.request.pointee.hasHead {
            wait(index, .body, milliseconds: limits.bodyTimeoutMilliseconds)
        } else {
            wait(index, .head, milliseconds: limits.headTimeoutMilliseconds)
        }
    }

    /// Acts on the deadlines that have passed.
    mutating func runTimers() {
        while let index = timers.popExpired(now: now) { expire(index) }
        // Room there was none of when draining began: no readiness tells that the queue is empty.
        if drainDeadline != nil, isAccepting { acceptConnections() }
        if let resumption = acceptResumption, resumption <= now {
            acceptResumption = nil
            watchListener(true)
        }
        if let deadline = drainDeadline, deadline <= now {
            for index in 0..<connections.touchedCount where connections[index].phase != .free {
                // One that is idle, or lingers after its last answer, loses nothing.
                let isUnderWay = connections[index].phase == .open && connections[index].wait != .request
                if isUnderWay { counters.add(1, to: .timedOut(.drain)) }
                close(index)
            }
            closeListener()
        }
    }

    private mutating func expire(_ index: Int) {
        switch connections[index].wait {
        case .head where connections[index].awaitsProxyHeader: cutOff(index, .head)
        case .head:
            counters.add(1, to: .timedOut(.head))
            refuseHead(index, HTTPRefusal(status: .requestTimeout, reason: "the head of the request did not come in time"))
            settle(index)
        case .body:
            counters.add(1, to: .timedOut(.body))
            refuseBody(index, HTTPRefusal(status: .requestTimeout, reason: "the body of the request did not come in time"))
            settle(index)
        case .compute:
            counters.add(1, to: .timedOut(.compute))
            let exchange = unsafe exchanges[Int(connections[index].exchange)]
            abandonExchange(index)
            // The loop's turn to take it back comes later: until then the request stays where it is.
            unsafe refuse(
                index, HTTPRefusal(status: .serviceUnavailable, reason: "the answer was not worked out in time"),
                of: exchange.pointee.request)
            settle(index)
        case .request: cutOff(index, .request)
        case .write: cutOff(index, .write)
        case .linger: cutOff(index, .linger)
        // Something was done for the connection in this turn, and its deadline not yet set anew.
        case .nothing: close(index)
        }
    }

    mutating func cutOff(_ index: Int, _ wait: LoopCounters.Wait) {
        counters.add(1, to: .timedOut(wait))
        close(index)
    }

    /// Takes what the listener still holds, as far as there is room; the connections that are idle get a moment for a request that is under
    /// way.
    mutating func beginDrain(until deadline: UInt64?) {
        guard drainDeadline == nil else { return }
        drainDeadline = deadline ?? now &+ UInt64(limits.drainTimeoutMilliseconds)
        acceptConnections()
        for index in 0..<connections.touchedCount where connections[index].wait == .request {
            guard connections[index].phase == .open else { continue }
            connections[index].wait = .nothing
            wait(index, .request, milliseconds: limits.drainIdleMilliseconds)
        }
    }
}
