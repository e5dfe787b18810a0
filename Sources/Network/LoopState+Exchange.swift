internal import Codecs

/// Requests that others work out while the loop goes on: out with their bytes, and back with an answer.
///
/// A connection has one request under way, so its answers keep their order by themselves. Meanwhile nothing is read from it, and its
/// readiness is left as it is until something comes: the common path makes no system call.
extension LoopState {
    /// Hands the request over that begins the input, with its buffer: false. True when it was refused instead, and answered.
    mutating func handOver(_ index: Int, _ request: HTTPRequest, end: Int, closes: Bool) -> Bool {
        let head = request.head
        guard let exchange = unsafe exchanges.take() else {
            let response = unsafe handler._withUnsafeGuaranteedRef { $0.refuseHandOver(request) }
            if response.status == .serviceUnavailable { isOverloaded = true }
            return answer(index, head, response, end: end, closes: closes)
        }
        let number = unsafe exchange.pointee.index
        unsafe exchange.pointee.connection = index
        unsafe exchange.pointee.generation = connections[index].generation
        unsafe exchange.pointee.messageByteCount = request.message.count
        unsafe exchange.pointee.end = end
        unsafe exchange.pointee.closes = closes
        unsafe exchange.pointee.takenUpNanoseconds = request.takenUpNanoseconds
        unsafe exchange.pointee.peer = request.peer
        unsafe exchange.pointee.isGathered = false
        unsafe exchange.pointee.setGone(false)
        unsafe exchange.pointee.input = connections[index].input
        if let refusal = unsafe handler._withUnsafeGuaranteedRef({ unsafe $0.handOver(exchange) }) {
            // The handler has not let go of it: the connection has its input as before.
            unsafe exchange.pointee.input = ConnectionBuffer()
            exchanges.giveBack(number)
            isOverloaded = true
            return answer(index, head, refusal, end: end, closes: closes)
        }
        // From here on the exchange is a worker's, which may be done with it already; unless it is gathered.
        if unsafe exchange.pointee.isGathered {
            gatheredCount &+= 1
        } else {
            counters.add(1, to: .handedOverRequest)
        }
        connections[index].input = ConnectionBuffer()
        connections[index].exchange = Int32(truncatingIfNeeded: number)
        connections[index].wait = .nothing
        return false
    }

    /// Takes back what workers are done with.
    mutating func takeReturned() {
        guard let returns = unsafe returns else { return }
        // No more than were under way before: what is handed over meanwhile and comes back at once waits for the next turn.
        for _ in 0..<exchanges.underWayCount {
            guard let word = unsafe returns._withUnsafeGuaranteedRef({ $0.pop() }) else { return }
            counters.add(1, to: .returnedRequest)
            takeBack(Int(truncatingIfNeeded: word))
            if gatheredCount >= NetworkLimits.gatheredCountMax { takeGathered() }
        }
    }

    private mutating func takeBack(_ number: Int) {
        let exchange = unsafe exchanges[number]
        let index = unsafe exchange.pointee.connection
        guard unsafe isWaitedFor(exchange) else {
            unsafe exchange.pointee.returned.drop()
            unsafe drop(exchange)
            return
        }
        var answer = unsafe exchange.pointee.returned
        unsafe exchange.pointee.returned = ReturnedAnswer()
        precondition(answer.hasBlock, "a request that is given back and waited for has its answer")
        var response = answer.response
        unsafe handler._withUnsafeGuaranteedRef { unsafe $0.willAnswer(exchange, with: &response) }
        let (connection, leavesOutBody) = unsafe restore(exchange)
        if append(&answer, as: response, connection, leavesOutBody: leavesOutBody, to: index) { goOn(index) }
    }

    /// Has the handler answer what it gathered, and what it gathers meanwhile.
    mutating func takeGathered() {
        var response = HTTPResponse(status: .ok)
        while gatheredCount > 0 {
            guard let exchange = unsafe handler._withUnsafeGuaranteedRef({ unsafe $0.nextGathered(&response) }) else {
                preconditionFailure("what was gathered is answered")
            }
            gatheredCount &-= 1
            guard unsafe isWaitedFor(exchange) else {
                unsafe drop(exchange)
                continue
            }
            let index = unsafe exchange.pointee.connection
            let (connection, leavesOutBody) = unsafe restore(exchange)
            if append(response, connection, leavesOutBody: leavesOutBody, to: index) { goOn(index) }
        }
    }

    /// Turns to what came behind the request that was handed over.
    private mutating func goOn(_ index: Int) {
        answerRequests(index)
        settle(index)
    }

    /// Whether the connection that the exchange was handed over by still waits for it.
    private func isWaitedFor(_ exchange: UnsafeMutablePointer<Exchange>) -> Bool {
        let index = unsafe exchange.pointee.connection
        return unsafe connections[index].exchange == Int32(truncatingIfNeeded: exchange.pointee.index)
            && connections[index].generation == exchange.pointee.generation && connections[index].phase == .open
    }

    /// Gives an exchange back of which nobody gets the answer.
    private mutating func drop(_ exchange: UnsafeMutablePointer<Exchange>) {
        unsafe pool.giveBack(&exchange.pointee.input)
        exchanges.giveBack(unsafe exchange.pointee.index)
    }

    /// Gives an exchange back, and its connection the input behind the request: what the answer says of the connection, and whether it has no
    /// body.
    private mutating func restore(
        _ exchange: UnsafeMutablePointer<Exchange>
    ) -> (connection: HTTPResponseHead.Connection, leavesOutBody: Bool) {
        let index = unsafe exchange.pointee.connection
        let head = unsafe exchange.pointee.input.request.pointee.parser.head
        let closes = unsafe exchange.pointee.closes || drainDeadline != nil
        unsafe connections[index].input = exchange.pointee.input
        unsafe exchange.pointee.input = ConnectionBuffer()
        connections[index].exchange = -1
        consume(index, end: unsafe exchange.pointee.end, closes: closes)
        exchanges.giveBack(unsafe exchange.pointee.index)
        return (HTTPResponseHead.Connection(head, closes: closes), head.method == .head)
    }

    /// Puts a returned answer behind those that wait to be sent; in its own block when none does. False when there is no memory for it.
    private mutating func append(
        _ answer: inout ReturnedAnswer, as response: HTTPResponse, _ connection: HTTPResponseHead.Connection,
        leavesOutBody: Bool, to index: Int
    ) -> Bool {
        refreshDate()
        let head = responseHead(response, connection)
        guard !connections[index].output.hasBlock, head.byteCountMax <= ReturnedAnswer.headByteCountMax else {
            defer { answer.drop() }
            return append(response, connection, leavesOutBody: leavesOutBody, to: index)
        }
        guard pool.adopt(answer.capacity) else {
            answer.drop()
            close(index)
            return false
        }
        connections[index].output = answer.takeBlock(head, leavesOutBody: leavesOutBody)
        return true
    }

    /// Whoever works on the connection's request need not go on.
    mutating func abandonExchange(_ index: Int) {
        guard connections[index].exchange >= 0 else { return }
        unsafe exchanges[Int(connections[index].exchange)].pointee.setGone(true)
        connections[index].exchange = -1
    }

    /// At the loop's end: frees what has come back since the last turn. What is still under way stays as it is.
    mutating func dropReturned() {
        guard exchanges.underWayCount > 0 else { return }
        for index in 0..<connections.touchedCount { abandonExchange(index) }
        takeReturned()
    }

    /// Whether the loop may block until something comes; its workers wake it from here on.
    mutating func prepareToBlock() -> Bool {
        guard exchanges.underWayCount > 0, let returns = unsafe returns else { return true }
        return unsafe returns._withUnsafeGuaranteedRef { $0.prepareToSleep() }
    }

    /// After blocking, before anything is handed over.
    func haveBlocked() {
        guard exchanges.underWayCount > 0, let returns = unsafe returns else { return }
        unsafe returns._withUnsafeGuaranteedRef { $0.haveSlept() }
    }
}
