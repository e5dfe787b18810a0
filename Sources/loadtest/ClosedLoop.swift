import Base
import Network
import Synchronization

/// The closed loop of one thread: a request is due whenever a connection is free, until the measured time ends. It keeps the books of what
/// becomes of its requests.
///
/// An open loop, where requests are due at times of their own, would be another handler: this and nothing else says when one is sent.
final class ClosedLoop: ClientHandler {
    private let requests: RequestSet
    private let window: MeasuredWindow
    private var nextIndex: Int
    /// Read by others when the loop's thread has ended.
    private(set) var tally = LoadTally()

    /// What the progress line tells, written by the loop's thread alone.
    private let answered = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)

    /// Threads begin with different bodies.
    init(_ requests: RequestSet, _ window: MeasuredWindow, threadIndex: Int) {
        self.requests = requests
        self.window = window
        nextIndex = threadIndex % requests.count
    }

    /// Requests answered with a status below 400 so far, the warm-up included; from any thread.
    var answeredCount: Int { answered.load(ordering: .relaxed) }
    /// Errors so far; from any thread.
    var failedCount: Int { failed.load(ordering: .relaxed) }

    override func nextRequest(at nanoseconds: UInt64) -> ClientRequest? {
        guard nanoseconds < window.endNanoseconds else { return nil }
        let request = requests.request(nextIndex)
        nextIndex = nextIndex + 1 == requests.count ? 0 : nextIndex + 1
        tally.begin(request, isMeasured: nanoseconds >= window.startNanoseconds)
        return request
    }

    override func receive(_ response: ClientResponse) {
        tally.count(response, isMeasured: response.startNanoseconds >= window.startNanoseconds)
        if response.statusCode < 400 { Self.increment(answered) } else { Self.increment(failed) }
    }

    override func fail(_ failure: ClientFailure) {
        tally.count(failure, isMeasured: failure.startNanoseconds >= window.startNanoseconds)
        Self.increment(failed)
    }

    private static func increment(_ count: borrowing Atomic<Int>) {
        count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
