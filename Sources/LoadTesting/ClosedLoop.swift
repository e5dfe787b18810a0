package import Network

/// The closed loop of one thread: a request is due whenever a connection is free, until the measured time ends.
package final class ClosedLoop: LoadHandler {
    override package init(_ requests: RequestSet, _ window: MeasuredWindow, threadIndex: Int, check: AnswerCheck? = nil) {
        super.init(requests, window, threadIndex: threadIndex, check: check)
    }

    override package func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
        guard nanoseconds < window.endNanoseconds else { return .finished }
        if nanoseconds >= window.startNanoseconds {
            tally.dueCount &+= 1
            series.parts[part(at: nanoseconds)].dueCount &+= 1
        }
        return begin(due: nanoseconds, at: nanoseconds, freeSince: nanoseconds)
    }
}
