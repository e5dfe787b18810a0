/// What one loop has done since it was made: written by its own thread, read by any.
///
/// Each number is whole by itself, and none goes back; two of them read one after the other may be from two moments. In cache lines that
/// nothing else shares, so that a loop never waits for another's numbers, and written without a locked instruction, since one thread writes.
@safe public final class LoopCounters: @unchecked Sendable {
    /// What a connection waited for when its time was up.
    public enum Wait: Int, Sendable, CaseIterable {
        /// The first byte of a request.
        case request
        /// The rest of a head or of a body; both were answered with 408.
        case head, body
        /// The client, to take some of its answer.
        case write
        /// The peer, to close after the last answer.
        case linger
        /// Any of these but a request, when the time for draining was up.
        case drain
        /// The workers; it was answered with 503.
        case compute
    }

    let words: LoopCounterWords

    init() { words = LoopCounterWords() }

    deinit { words.deallocate() }

    /// Connections that were taken from the listener.
    public var acceptedConnectionCount: UInt64 { words.value(of: .acceptedConnection) }
    /// Those of them that are closed.
    public var closedConnectionCount: UInt64 { words.value(of: .closedConnection) }
    /// Those that are not, the ones included that only wait for their peer to close.
    public var openConnectionCount: UInt64 {
        // The two are read one after the other, and no order of reads is asked for: a difference below zero is no connection.
        let closed = closedConnectionCount
        let accepted = acceptedConnectionCount
        return accepted > closed ? accepted - closed : 0
    }
    /// Bytes that came from clients, what was thrown away included.
    public var receivedByteCount: UInt64 { words.value(of: .receivedByte) }
    /// Bytes that the kernel took to send.
    public var sentByteCount: UInt64 { words.value(of: .sentByte) }
    /// Requests that the handler has answered: whole ones, and those that it refused by their head.
    public var requestCount: UInt64 { words.value(of: .request) }
    /// Requests that did not come whole: malformed, over a limit, or too late.
    public var refusedRequestCount: UInt64 { words.value(of: .refusedRequest) }
    /// Connections that were closed since they did not begin with the header of the PROXY protocol that they had to.
    public var refusedConnectionCount: UInt64 { words.value(of: .refusedConnection) }
    /// Requests that were handed over to workers.
    public var handedOverRequestCount: UInt64 { words.value(of: .handedOverRequest) }
    /// Those of them that are back.
    public var returnedRequestCount: UInt64 { words.value(of: .returnedRequest) }
    /// Connections whose time was up, whatever they waited for.
    public var timedOutConnectionCount: UInt64 { Wait.allCases.reduce(0) { $0 &+ timedOutConnectionCount(waitingFor: $1) } }
    /// Connections whose time was up while they waited for `wait`.
    public func timedOutConnectionCount(waitingFor wait: Wait) -> UInt64 { words.value(of: .timedOut(wait)) }
    /// Turns that had something to do, by how long they took: the time that a connection which gets ready meanwhile waits at most. `bucket`
    /// is one of `DurationBuckets`.
    public func turnCount(bucket: Int) -> UInt64 { words.turnCount(bucket: bucket) }
    /// The sum of those times.
    public var turnNanoseconds: UInt64 { words.turnNanoseconds }
}
