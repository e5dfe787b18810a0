internal import CLinux
internal import Codecs

extension LoopState {
    /// One receive, then whatever requests are whole.
    mutating func read(_ index: Int) {
        guard makeRoomToRead(index) else {
            close(index)
            return
        }
        let free = unsafe connections[index].input.free
        switch unsafe calls.receive(connections[index].descriptor, into: free.baseAddress!, byteCount: free.count) {
        case .bytes(0):
            connections[index].peerHasFinished = true
        case .bytes(let count):
            connections[index].input.upper &+= count
            counters.add(count, to: .receivedByte)
            answerRequests(index)
        case .wouldBlock: break
        case .failed:
            close(index)
            return
        }
        settle(index)
    }

    /// What waits to be read is part of one message at most, which is bounded; so is the buffer.
    private mutating func makeRoomToRead(_ index: Int) -> Bool {
        let input = connections[index].input
        let isInChunks = connections[index].hasHead && connections[index].parser.head.isChunked
        let roomMin = isInChunks ? NetworkLimits.chunkRoomByteCountMin : 1
        if input.room >= roomMin { return true }
        let wanted = max(roomMin, min(input.count, limits.messageByteCountMax &- input.count))
        return pool.makeRoom(wanted, in: &connections[index].input)
    }

    /// Answers all requests that are whole, in order, as long as the client takes the answers.
    mutating func answerRequests(_ index: Int) {
        while !connections[index].closesAfterOutput, connections[index].input.count > 0 {
            if connections[index].output.count > limits.outputByteCountMax {
                write(index)
                if connections[index].phase == .free { return }
                connections[index].isHeldBack = connections[index].output.count > 0
                if connections[index].isHeldBack { return }
            }
            guard answerRequest(index) else { return }
        }
    }

    /// False when the next request is not whole yet (or the connection is gone).
    private mutating func answerRequest(_ index: Int) -> Bool {
        if !connections[index].hasHead {
            guard readHead(index) else { return false }
        }
        let head = connections[index].parser.head
        var byteCount = head.byteCount &+ head.bodyByteCount
        // Where the next request begins: the framing of a chunked body lies in between.
        var end = byteCount
        if head.isChunked {
            guard readChunks(index, head) else { return false }
            byteCount = head.byteCount &+ connections[index].chunks.decodedByteCount
            end = head.byteCount &+ connections[index].chunks.end
            connections[index].chunks = HTTPChunkedDecoder()
        } else if connections[index].input.count < byteCount {
            if head.expectsContinue, connections[index].input.count == head.byteCount { sendContinue(index) }
            return false
        }
        let message = unsafe UnsafeRawBufferPointer(rebasing: connections[index].input.bytes[..<byteCount])
        let closes = !head.keepsAlive || drainDeadline != nil
        counters.add(1, to: .request)
        let response = unsafe handler._withUnsafeGuaranteedRef {
            unsafe $0.respond(to: HTTPRequest(head: head, message: message))
        }
        var connection = HTTPResponseHead.Connection.unsaid
        if closes { connection = .close } else if head.minorVersion == 0 { connection = .keepAlive }
        connections[index].input.lower &+= end
        connections[index].parser = HTTPRequestParser()
        connections[index].hasHead = false
        connections[index].hasSentContinue = false
        connections[index].wait = .nothing
        connections[index].closesAfterOutput = closes
        return append(response, connection, leavesOutBody: head.method == .head, to: index)
    }

    /// True with a head that is acceptable.
    private mutating func readHead(_ index: Int) -> Bool {
        let bytes = unsafe Span<UInt8>(_unsafeBytes: connections[index].input.bytes)
        do {
            guard try connections[index].parser.parse(bytes, limits: limits.head) == .complete else { return false }
        } catch {
            refuse(index, error.reason)
            return false
        }
        guard connections[index].parser.head.bodyByteCount <= limits.bodyByteCountMax else {
            refuse(index, .bodyTooLarge)
            return false
        }
        connections[index].hasHead = true
        return true
    }

    /// True when the chunked body behind the head is whole; it is one run of bytes then, and so is what came of it otherwise.
    private mutating func readChunks(_ index: Int, _ head: HTTPRequestHead) -> Bool {
        let bytes = unsafe connections[index].input.mutableBytes(from: head.byteCount)
        var body = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
        do {
            if try connections[index].chunks.decode(
                &body, bodyByteCountMax: limits.bodyByteCountMax, limits: limits.chunks) == .complete
            {
                return true
            }
        } catch {
            refuse(index, error.reason)
            return false
        }
        connections[index].input.upper =
            connections[index].input.lower &+ head.byteCount
            &+ connections[index].chunks.decodedByteCount
        if head.expectsContinue, connections[index].chunks.encodedByteCount == 0 { sendContinue(index) }
        return false
    }

    /// RFC 9110, section 10.1.1: called when nothing of the body has come yet.
    private mutating func sendContinue(_ index: Int) {
        guard !connections[index].hasSentContinue else { return }
        connections[index].hasSentContinue = true
        let text: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
        guard pool.makeRoom(text.utf8CodeUnitCount, in: &connections[index].output) else {
            close(index)
            return
        }
        unsafe connections[index].output.append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func refuse(_ index: Int, _ reason: HTTPParseError.Reason) {
        refuse(index, HTTPRefusal(status: reason.status, reason: reason.text))
    }

    /// Answers with why, and closes after it: where a next request would begin is not known.
    mutating func refuse(_ index: Int, _ refusal: HTTPRefusal) {
        connections[index].closesAfterOutput = true
        counters.add(1, to: .refusedRequest)
        let response = unsafe handler._withUnsafeGuaranteedRef { $0.refuse(refusal) }
        _ = append(response, .close, leavesOutBody: false, to: index)
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
