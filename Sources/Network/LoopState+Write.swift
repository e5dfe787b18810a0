internal import CLinux
internal import Codecs

extension LoopState {
    /// Puts an answer behind those that wait to be sent; false when there is no memory for it, and the connection closed.
    mutating func append(
        _ response: HTTPResponse, _ connection: HTTPResponseHead.Connection, leavesOutBody: Bool, to index: Int
    ) -> Bool {
        refreshDate()
        let bodyByteCount = unsafe response.body.count
        let head = responseHead(response, connection)
        let bodyFollows = bodyByteCount > 0 && !leavesOutBody
        guard pool.makeRoom(head.byteCountMax &+ (bodyFollows ? bodyByteCount : 0), in: &connections[index].output) else {
            close(index)
            return false
        }
        let headByteCount = unsafe head.write(into: connections[index].output.free)
        connections[index].output.upper &+= headByteCount
        if bodyFollows { unsafe connections[index].output.append(response.body) }
        return true
    }

    @inline(__always)
    func responseHead(_ response: HTTPResponse, _ connection: HTTPResponseHead.Connection) -> HTTPResponseHead {
        unsafe HTTPResponseHead(
            status: response.status, contentLength: response.body.count, contentType: response.contentType,
            connection: connection, date: UnsafeRawBufferPointer(dateText), fields: response.fields,
            extraFields: response.extraFields)
    }

    mutating func refreshDate() {
        let seconds = clock.unixSeconds
        guard seconds != dateSeconds else { return }
        dateSeconds = seconds
        var text = unsafe dateText.mutableSpan
        HTTPDate.write(unixSeconds: seconds, into: &text)
    }

    /// Sends as much as the kernel takes of what waits; closes the connection when it is broken.
    mutating func write(_ index: Int) {
        send(index)
        turnedNanoseconds = clock.nanoseconds
        hasJustSent = true
        unsafe handler._withUnsafeGuaranteedRef { $0.didSend(at: turnedNanoseconds) }
    }

    private mutating func send(_ index: Int) {
        while connections[index].output.count > 0 {
            let bytes = unsafe connections[index].output.bytes
            switch unsafe calls.send(connections[index].descriptor, bytes.baseAddress!, byteCount: bytes.count) {
            case .bytes(let count):
                connections[index].output.lower &+= count
                counters.add(count, to: .sentByte)
                connections[index].wait = .nothing
                if count < bytes.count {
                    if !takesOutputFastEnough(index, count) { cutOff(index, .write) }
                    return
                }
            case .wouldBlock: return
            case .failed:
                close(index)
                return
            }
        }
        pool.giveBack(&connections[index].output)
        connections[index].pipelinedCount = 0
        connections[index].hasOutputWindow = false
    }

    /// Whether a client that has just taken `byteCount` bytes of its answers, and not all of them, took enough since it is looked at. In
    /// windows, so that a fast beginning does not excuse a slow end; what the kernel takes at once is the beginning.
    private mutating func takesOutputFastEnough(_ index: Int, _ byteCount: Int) -> Bool {
        let time = UInt32(truncatingIfNeeded: now)
        let elapsed = time &- connections[index].outputWindowStart
        let taken = UInt64(connections[index].outputWindowByteCount)
        let isFirst = !connections[index].hasOutputWindow
        guard isFirst || elapsed >= NetworkLimits.outputWindowMilliseconds else {
            connections[index].outputWindowByteCount = UInt32(clamping: taken &+ UInt64(byteCount))
            return true
        }
        connections[index].hasOutputWindow = true
        connections[index].outputWindowStart = time
        connections[index].outputWindowByteCount = UInt32(clamping: byteCount)
        return isFirst || taken &* 1_000 >= UInt64(limits.answerByteCountPerSecondMin) &* UInt64(elapsed)
    }

    /// Brings a connection to rest after something happened to it: sends what there is to send, answers what had to wait for that, gives
    /// back what it does not need, decides what it waits for and until when.
    mutating func settle(_ index: Int) {
        guard connections[index].phase == .open else { return }
        while connections[index].output.count > 0 {
            write(index)
            guard connections[index].phase == .open else { return }
            // Whenever the output gets empty the requests held back for it must be looked at: no readiness will tell of them again.
            guard connections[index].output.count == 0, connections[index].isHeldBack else { break }
            connections[index].isHeldBack = false
            answerRequests(index)
            guard connections[index].phase == .open else { return }
        }
        let hasOutput = connections[index].output.count > 0
        let isWaiting = connections[index].isWaiting
        if !hasOutput, !isWaiting, connections[index].closesAfterOutput || connections[index].peerHasFinished {
            finish(index)
            return
        }
        if connections[index].input.count == 0 {
            pool.giveBack(&connections[index].input)
        } else if connections[index].input.room == 0 {
            connections[index].input.compact()
        }
        watch(index, hasOutput: hasOutput)
        setDeadline(index, hasOutput: hasOutput)
    }

    private mutating func watch(_ index: Int, hasOutput: Bool) {
        if hasOutput {
            watch(index, for: UInt32(CLINUX_WRITABLE))
        } else if !connections[index].isWaiting {
            watch(index, for: UInt32(CLINUX_READABLE | CLINUX_PEER_FINISHED))
        } else if connections[index].interest == UInt32(CLINUX_WRITABLE) {
            watch(index, for: 0)
        }
    }

    /// Has epoll tell of these, and of a reset or a close on both sides, which it always does.
    mutating func watch(_ index: Int, for events: UInt32) {
        guard connections[index].interest != events else { return }
        connections[index].interest = events
        let token = UInt64(connections[index].generation) &<< 32 | UInt64(index)
        calls.modify(epoll, connections[index].descriptor, events: events, token: token)
    }

    /// Says that nothing more comes; the connection closes when the peer has seen that, or its time is up.
    private mutating func finish(_ index: Int) {
        pool.giveBack(&connections[index].input)
        guard !connections[index].peerHasFinished else {
            close(index)
            return
        }
        calls.shutdownWrite(connections[index].descriptor)
        connections[index].phase = .lingering
        watch(index, hasOutput: false)
        wait(index, .linger, milliseconds: limits.lingerTimeoutMilliseconds)
    }

    /// Closes at once, whatever waits.
    mutating func close(_ index: Int) {
        guard connections[index].phase != .free else { return }
        counters.add(1, to: .closedConnection)
        timers.cancel(index)
        abandonExchange(index)
        pool.giveBack(&connections[index].input)
        pool.giveBack(&connections[index].output)
        calls.close(connections[index].descriptor)
        connections.free(index)
        // A descriptor and a slot are free again.
        acceptResumption = nil
        watchListener(true)
    }
}
