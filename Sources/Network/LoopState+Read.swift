internal import CLinux
internal import Codecs

extension LoopState {
    /// Receives what is there, and answers whatever requests are whole. A receive that fills its room is followed by another: the rest of a
    /// large body does not wait for the next turn. No more than a few, so that one connection does not hold up the others.
    mutating func read(_ index: Int) {
        for _ in 0..<NetworkLimits.receiveCountMax {
            guard receive(index) else { break }
        }
        settle(index)
    }

    /// One receive; true when another is worth it. A connection that fails is closed.
    private mutating func receive(_ index: Int) -> Bool {
        guard makeRoomToRead(index) else {
            close(index)
            return false
        }
        let free = unsafe connections[index].input.free
        switch unsafe calls.receive(connections[index].descriptor, into: free.baseAddress!, byteCount: free.count) {
        case .bytes(0): connections[index].peerHasFinished = true
        case .bytes(let count):
            connections[index].input.upper &+= count
            counters.add(count, to: .receivedByte)
            answerRequests(index)
            return count == free.count && awaitsRest(index)
        case .wouldBlock: break
        case .failed: close(index)
        }
        return false
    }

    /// Whether a request has begun and is not whole, with nothing to be done before the rest of it.
    private func awaitsRest(_ index: Int) -> Bool {
        connections[index].phase == .open && connections[index].input.count > 0 && connections[index].output.count == 0
            && !connections[index].closesAfterOutput
    }

    /// What waits to be read is part of one message at most, which is bounded; so is the buffer.
    private mutating func makeRoomToRead(_ index: Int) -> Bool {
        let input = connections[index].input
        let isInChunks = unsafe input.hasBlock && input.request.pointee.isInChunks
        let roomMin = isInChunks ? NetworkLimits.chunkRoomByteCountMin : 1
        if input.room >= roomMin { return true }
        let state = unsafe input.hasBlock ? input.request.pointee : RequestState(receivedNanoseconds: turnedNanoseconds)
        // As much again as there is; of a body whose length is known its rest, when that is not much more.
        var wanted = min(input.count, limits.messageByteCountMax &- input.count)
        if state.hasHead, !isInChunks {
            let rest = state.parser.head.byteCount &+ state.parser.head.bodyByteCount &- input.count
            wanted = min(max(rest, 0), max(wanted, NetworkLimits.restByteCountMax))
        }
        wanted = max(roomMin, wanted)
        guard pool.makeRoom(wanted, in: &connections[index].input) else { return false }
        connections[index].input.setRequest(state)
        return true
    }

    /// Answers all requests that are whole, in order, as long as the client takes the answers.
    mutating func answerRequests(_ index: Int) {
        if connections[index].awaitsProxyHeader {
            guard readProxyHeader(index) else { return }
        }
        while !connections[index].closesAfterOutput, connections[index].input.count > 0 {
            if connections[index].output.count > limits.outputByteCountMax
                || connections[index].pipelinedCount >= limits.pipelinedCountMax
            {
                write(index)
                if connections[index].phase == .free { return }
                connections[index].isHeldBack = connections[index].output.count > 0
                if connections[index].isHeldBack { return }
            }
            guard answerRequest(index) else { return }
        }
    }

    /// False when the next request is not whole yet, or was handed over (or the connection is gone).
    private mutating func answerRequest(_ index: Int) -> Bool {
        let state = unsafe connections[index].input.request
        if unsafe !state.pointee.hasHead {
            guard readHead(index) else { return false }
        }
        let head = unsafe state.pointee.parser.head
        var byteCount = head.byteCount &+ head.bodyByteCount
        // Where the next request begins: the framing of a chunked body lies in between.
        var end = byteCount
        if head.isChunked {
            guard readChunks(index, head) else { return false }
            byteCount = unsafe head.byteCount &+ state.pointee.chunks.decodedByteCount
            end = unsafe head.byteCount &+ state.pointee.chunks.end
        } else if connections[index].input.count < byteCount {
            awaitBody(index, head, hasNone: connections[index].input.count == head.byteCount)
            return false
        }
        let message = unsafe UnsafeRawBufferPointer(rebasing: connections[index].input.bytes[..<byteCount])
        connections[index].requestCount &+= 1
        connections[index].pipelinedCount &+= 1
        let isLast = connections[index].requestCount == limits.requestCountPerConnectionMax
        let closes = !head.keepsAlive || isLast || drainDeadline != nil
        counters.add(1, to: .request)
        let request = unsafe HTTPRequest(
            head: head, message: message, receivedNanoseconds: state.pointee.receivedNanoseconds,
            takenUpNanoseconds: turnedNanoseconds, peer: connections[index].peer)
        let response = unsafe handler._withUnsafeGuaranteedRef { $0.respond(to: request) }
        guard let response else { return handOver(index, request, end: end, closes: closes) }
        return answer(index, head, response, end: end, closes: closes)
    }

    /// Answers the request that begins the input and ends at `end`; false when the connection is gone.
    @inline(__always)
    mutating func answer(_ index: Int, _ head: HTTPRequestHead, _ response: HTTPResponse, end: Int, closes: Bool) -> Bool {
        consume(index, end: end, closes: closes)
        let connection = HTTPResponseHead.Connection(head, closes: closes)
        return append(response, connection, leavesOutBody: head.method == .head, to: index)
    }

    /// What comes next in the input is another request.
    @inline(__always)
    mutating func consume(_ index: Int, end: Int, closes: Bool) {
        connections[index].input.lower &+= end
        if connections[index].input.count > 0 {
            connections[index].input.setRequest(RequestState(receivedNanoseconds: turnedNanoseconds))
        }
        connections[index].wait = .nothing
        connections[index].closesAfterOutput = closes
    }

    /// True with a head that is acceptable.
    private mutating func readHead(_ index: Int) -> Bool {
        let state = unsafe connections[index].input.request
        let bytes = unsafe Span<UInt8>(_unsafeBytes: connections[index].input.bytes)
        // An empty line that was passed over is no beginning.
        if unsafe !state.pointee.parser.hasBegun { unsafe state.pointee.receivedNanoseconds = turnedNanoseconds }
        do {
            guard unsafe try state.pointee.parser.parse(bytes, limits: limits.head) == .complete else { return false }
        } catch {
            refuseHead(index, HTTPRefusal(error.reason))
            return false
        }
        guard unsafe state.pointee.parser.head.bodyByteCount <= limits.bodyByteCountMax else {
            refuseBody(index, HTTPRefusal(.bodyTooLarge))
            return false
        }
        unsafe state.pointee.hasHead = true
        return true
    }

    /// True when the chunked body behind the head is whole; it is one run of bytes then, and so is what came of it otherwise.
    private mutating func readChunks(_ index: Int, _ head: HTTPRequestHead) -> Bool {
        let state = unsafe connections[index].input.request
        let bytes = unsafe connections[index].input.mutableBytes(from: head.byteCount)
        var body = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
        do {
            if unsafe try state.pointee.chunks.decode(
                &body, bodyByteCountMax: limits.bodyByteCountMax, limits: limits.chunks) == .complete
            {
                return true
            }
        } catch {
            refuseBody(index, HTTPRefusal(error.reason))
            return false
        }
        let decodedByteCount = unsafe state.pointee.chunks.decodedByteCount
        connections[index].input.upper = connections[index].input.lower &+ head.byteCount &+ decodedByteCount
        unsafe awaitBody(index, head, hasNone: state.pointee.chunks.encodedByteCount == 0)
        return false
    }

    /// The body is not whole: the handler is asked once whether it is worth waiting for, and a client that waits for a word gets it. A small
    /// body that is on its way is just read: the connection stays whatever is answered then.
    private mutating func awaitBody(_ index: Int, _ head: HTTPRequestHead, hasNone: Bool) {
        let state = unsafe connections[index].input.request
        let byteCount = unsafe head.isChunked ? state.pointee.chunks.decodedByteCount : head.bodyByteCount
        let isLarge = byteCount > NetworkLimits.unaskedByteCountMax
        if unsafe !state.pointee.isAdmitted, isLarge || head.expectsContinue {
            let request = announcement(index, head)
            let refusal = unsafe handler._withUnsafeGuaranteedRef { $0.admit(request) }
            if let refusal {
                counters.add(1, to: .request)
                if refusal.status == .serviceUnavailable { isOverloaded = true }
                // What still comes of the body is read away.
                connections[index].closesAfterOutput = true
                _ = append(refusal, .close, leavesOutBody: head.method == .head, to: index)
                return
            }
            unsafe state.pointee.isAdmitted = true
        }
        if head.expectsContinue, hasNone, unsafe !state.pointee.hasSentContinue { sendContinue(index) }
    }

    /// RFC 9110, section 10.1.1: called when nothing of the body has come yet.
    private mutating func sendContinue(_ index: Int) {
        unsafe connections[index].input.request.pointee.hasSentContinue = true
        let text: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
        guard pool.makeRoom(text.utf8CodeUnitCount, in: &connections[index].output) else {
            close(index)
            return
        }
        unsafe connections[index].output.append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Answers a head that is not whole, or none, with why, and closes after it: where a next request would begin is not known. An answer to
    /// HEAD has no body, as soon as its method is read.
    mutating func refuseHead(_ index: Int, _ refusal: HTTPRefusal) {
        connections[index].closesAfterOutput = true
        counters.add(1, to: .refusedRequest)
        var refusal = refusal
        refusal.peer = connections[index].peer
        let input = connections[index].input
        let isHead = unsafe input.hasBlock && input.request.pointee.parser.head.method == .head
        let response = unsafe handler._withUnsafeGuaranteedRef { $0.refuse(refusal) }
        _ = append(response, .close, leavesOutBody: isHead, to: index)
    }

    /// The same of a request whose head is whole, and begins the input, for its body.
    mutating func refuseBody(_ index: Int, _ refusal: HTTPRefusal) {
        counters.add(1, to: .refusedRequest)
        refuse(index, refusal, of: unsafe announcement(index, connections[index].input.request.pointee.parser.head))
    }

    mutating func refuse(_ index: Int, _ refusal: HTTPRefusal, of request: HTTPRequest) {
        connections[index].closesAfterOutput = true
        let response = unsafe handler._withUnsafeGuaranteedRef { $0.refuse(refusal, of: request) }
        _ = append(response, .close, leavesOutBody: request.head.method == .head, to: index)
    }

    /// The request whose head begins the input, without its body.
    private func announcement(_ index: Int, _ head: HTTPRequestHead) -> HTTPRequest {
        let input = connections[index].input
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: input.bytes[..<head.byteCount])
        return unsafe HTTPRequest(
            announcedBy: head, headBytes: bytes, receivedNanoseconds: input.request.pointee.receivedNanoseconds,
            takenUpNanoseconds: turnedNanoseconds, peer: connections[index].peer)
    }

    /// Reads and throws away, until the peer closes or its time is up.
    mutating func readAway(_ index: Int) {
        guard makeRoomToRead(index) else {
            close(index)
            return
        }
        let free = unsafe connections[index].input.free
        switch unsafe calls.receive(connections[index].descriptor, into: free.baseAddress!, byteCount: free.count) {
        case .bytes(0), .failed: close(index)
        case .bytes(let count):
            counters.add(count, to: .receivedByte)
            pool.giveBack(&connections[index].input)
        case .wouldBlock: pool.giveBack(&connections[index].input)
        }
    }
}

extension HTTPResponseHead.Connection {
    /// What the answer to a request says of the connection.
    @inline(__always)
    init(_ head: HTTPRequestHead, closes: Bool) {
        self = closes ? .close : head.minorVersion == 0 ? .keepAlive : .unsaid
    }
}
