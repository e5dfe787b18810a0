internal import Codecs

extension ClientState {
    /// One receive, and what follows from it.
    mutating func read(_ index: Int) {
        guard pool.makeRoom(1, in: &connections[index].input) else {
            fail(index, .malformedResponse, reason: "the response does not fit into the memory that the client allows for")
            return
        }
        let free = unsafe connections[index].input.free
        switch unsafe calls.receive(connections[index].descriptor, into: free.baseAddress!, byteCount: free.count) {
        case .bytes(0): readEnd(index)
        case .bytes(let count):
            connections[index].input.upper &+= count
            connections[index].exchange.receivedByteCount &+= count
            readResponse(index, newByteCount: count)
        case .wouldBlock: break
        case .failed(let errno): endByServer(index, .connectionReset, errno: errno)
        }
    }

    /// The server has sent its last byte.
    private mutating func readEnd(_ index: Int) {
        let exchange = connections[index].exchange
        if exchange.hasHead, exchange.parser.head.framing == .untilClose {
            let byteCount = connections[index].input.count
            complete(index, bodyByteCount: byteCount, messageByteCount: byteCount)
        } else {
            endByServer(index, .closedEarly)
        }
    }

    /// Goes over what is in the buffer; the last `newByteCount` bytes of it have just come.
    private mutating func readResponse(_ index: Int, newByteCount: Int) {
        if !connections[index].exchange.hasHead {
            guard readHead(index) else { return }
        }
        switch connections[index].exchange.parser.head.framing {
        case .none: complete(index)
        case .length: readBody(index)
        case .chunked: readChunks(index)
        case .untilClose: readUntilClose(index)
        }
    }

    /// True with the head of a final response, which is taken out of the buffer.
    private mutating func readHead(_ index: Int) -> Bool {
        while true {
            do {
                let bytes = unsafe Span<UInt8>(_unsafeBytes: connections[index].input.bytes)
                guard try connections[index].exchange.parser.parse(bytes, limits: limits.head) == .complete else { return false }
            } catch {
                fail(index, .malformedResponse, reason: error.reason.text)
                return false
            }
            let head = connections[index].exchange.parser.head
            connections[index].input.lower &+= head.byteCount
            if !head.isInterim {
                connections[index].exchange.hasHead = true
                if case .length(let byteCount) = head.framing {
                    guard !keepsBody(index) || byteCount <= limits.assembledBodyByteCountMax else {
                        fail(index, .malformedResponse, reason: Self.bodyTooLarge)
                        return false
                    }
                    connections[index].exchange.missingByteCount = byteCount
                }
                return true
            }
            let method = connections[index].exchange.request?.method ?? .other
            connections[index].exchange.parser = HTTPResponseParser(answering: method)
        }
    }

    private static let bodyTooLarge: StaticString = "the body of the response is larger than the client keeps"

    private func keepsBody(_ index: Int) -> Bool { connections[index].exchange.request?.keepsBody == true }

    private mutating func readBody(_ index: Int) {
        if keepsBody(index) {
            let byteCount = connections[index].exchange.missingByteCount
            guard connections[index].input.count >= byteCount else { return }
            complete(index, bodyByteCount: byteCount, messageByteCount: byteCount)
            return
        }
        let count = min(connections[index].exchange.missingByteCount, connections[index].input.count)
        connections[index].input.lower &+= count
        connections[index].exchange.missingByteCount &-= count
        if connections[index].exchange.missingByteCount == 0 {
            complete(index)
        } else {
            forgetInput(index)
        }
    }

    private mutating func readChunks(_ index: Int) {
        do {
            let bytes = unsafe connections[index].input.mutableBytes(from: 0)
            var body = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
            let progress = try connections[index].exchange.chunks.decode(
                &body, bodyByteCountMax: limits.assembledBodyByteCountMax, limits: HTTPChunkLimits())
            let bodyByteCount = connections[index].exchange.chunks.decodedByteCount
            switch progress {
            case .complete:
                complete(index, bodyByteCount: bodyByteCount, messageByteCount: connections[index].exchange.chunks.end)
            case .needsMore:
                connections[index].input.upper = connections[index].input.lower &+ bodyByteCount
            }
        } catch {
            fail(index, .malformedResponse, reason: error.reason.text)
        }
    }

    private mutating func readUntilClose(_ index: Int) {
        guard keepsBody(index) else {
            forgetInput(index)
            return
        }
        if connections[index].input.count > limits.assembledBodyByteCountMax {
            fail(index, .malformedResponse, reason: Self.bodyTooLarge)
        }
    }

    /// What was measured is not needed any more.
    private mutating func forgetInput(_ index: Int) {
        connections[index].input.lower = 0
        connections[index].input.upper = 0
    }
}
