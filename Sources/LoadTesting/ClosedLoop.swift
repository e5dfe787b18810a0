import Base
package import Network
import Synchronization

/// The closed loop of one thread: a request is due whenever a connection is free, until the measured time ends.
package final class ClosedLoop: ClientHandler {
    private let requests: RequestSet
    private let window: MeasuredWindow
    private var nextIndex: Int
    /// Read by others when the loop's thread has ended.
    package private(set) var tally = LoadTally()
    package private(set) var series: LoadSeries

    /// What the progress line tells, written by the loop's thread alone.
    private let answered = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)

    /// Threads begin with different bodies.
    package init(_ requests: RequestSet, _ window: MeasuredWindow, threadIndex: Int) {
        self.requests = requests
        self.window = window
        nextIndex = threadIndex % requests.count
        series = LoadSeries(nanoseconds: window.endNanoseconds &- window.startNanoseconds)
    }

    /// Requests that succeeded so far, the warm-up included; from any thread.
    package var answeredCount: Int { answered.load(ordering: .relaxed) }
    /// Errors so far; from any thread.
    package var failedCount: Int { failed.load(ordering: .relaxed) }

    override package func nextRequest(at nanoseconds: UInt64) -> ClientRequest? {
        guard nanoseconds < window.endNanoseconds else { return nil }
        let request = requests.request(nextIndex)
        nextIndex = nextIndex + 1 == requests.count ? 0 : nextIndex + 1
        if nanoseconds >= window.startNanoseconds {
            tally.dueCount &+= 1
            tally.begin(request, lagNanoseconds: 0, isInTime: true)
        }
        return request
    }

    override package func receive(_ response: ClientResponse) {
        if response.startNanoseconds >= window.startNanoseconds {
            _ = tally.count(response, dueNanoseconds: response.startNanoseconds, fault: nil, isChecked: false)
        } else {
            tally.countWarmUpResponse()
        }
        if response.statusCode < 400 { Self.increment(answered) } else { Self.increment(failed) }
    }

    override package func fail(_ failure: ClientFailure) {
        if failure.startNanoseconds >= window.startNanoseconds { tally.count(failure) } else { tally.countWarmUpFailure() }
        Self.increment(failed)
    }

    private static func increment(_ count: borrowing Atomic<Int>) {
        count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
