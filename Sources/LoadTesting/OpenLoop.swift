package import Network

/// The open loop of one thread: requests are due at times of their own, whatever became of earlier ones. Those that are due while no
/// connection is free are sent, in their order, as soon as one is, and their latency counts from when they were due; none is left out, also
/// when the measured time is over.
package final class OpenLoop: LoadHandler {
    /// The times of the requests that were not sent yet, and the first of them.
    private var unsent: Arrivals
    private var nextDue: UInt64?
    /// Goes ahead of `unsent`, up to the present: the requests between the two wait for a connection.
    private var coming: Arrivals
    private var nextComing: UInt64?
    private var waitingCount = 0

    package init(
        _ requests: RequestSet, _ window: MeasuredWindow, _ arrivals: Arrivals, threadIndex: Int, check: AnswerCheck? = nil
    ) {
        unsent = arrivals
        coming = arrivals
        nextDue = unsent.next()
        nextComing = coming.next()
        super.init(requests, window, threadIndex: threadIndex, check: check)
    }

    override package func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
        guard let due = nextDue, due < window.endNanoseconds else { return .finished }
        guard due <= nanoseconds else { return .notBefore(due) }
        if waitingCount == 0 { look(until: due) }
        waitingCount &-= 1
        nextDue = unsent.next()
        return begin(due: due, at: nanoseconds, freeSince: freeSince)
    }

    override package func backlog(at nanoseconds: UInt64) -> ClientBacklog? {
        look(until: nanoseconds)
        if waitingCount == 0, (nextComing ?? .max) >= window.endNanoseconds { return nil }
        return ClientBacklog(dueCount: waitingCount, nextNanoseconds: nextComing ?? .max)
    }

    /// All that was due is counted, sent or not.
    override func finish() { look(until: .max) }

    /// Counts the requests that are due by then.
    private func look(until nanoseconds: UInt64) {
        while let due = nextComing, due <= nanoseconds, due < window.endNanoseconds {
            waitingCount &+= 1
            if due >= window.startNanoseconds {
                tally.dueCount &+= 1
                series.parts[part(at: due)].dueCount &+= 1
            }
            nextComing = coming.next()
        }
    }
}
