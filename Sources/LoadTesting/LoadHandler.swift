import Base
package import Network
import Synchronization

/// The books of one thread: what becomes of its requests. When they are sent is its subclasses' matter.
package class LoadHandler: ClientHandler {
    let window: MeasuredWindow
    private let requests: RequestSet
    private let check: AnswerCheck?
    private var nextIndex: Int
    /// Read by others when the loop's thread has ended.
    package internal(set) final var tally = LoadTally()
    package internal(set) final var series: LoadSeries

    /// What is told while it runs, written by the loop's thread alone.
    private let answered = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    let live = LiveFigures()

    /// Threads begin with different requests.
    init(_ requests: RequestSet, _ window: MeasuredWindow, threadIndex: Int, check: AnswerCheck?) {
        self.requests = requests
        self.window = window
        self.check = check
        nextIndex = threadIndex % requests.count
        series = LoadSeries(nanoseconds: window.endNanoseconds &- window.startNanoseconds)
    }

    /// Requests that succeeded so far, the warm-up included; from any thread.
    package var answeredCount: Int { answered.load(ordering: .relaxed) }
    /// Errors so far; from any thread.
    package var failedCount: Int { failed.load(ordering: .relaxed) }

    /// Counts what is only known at the end; when the loop's thread has ended.
    func finish() {}

    /// The next request, sent now although it was due at `due`, which the generator is to blame for since `freeSince`.
    final func begin(due: UInt64, at now: UInt64, freeSince: UInt64) -> NextRequest {
        let request = requests.request(nextIndex)
        nextIndex = nextIndex + 1 == requests.count ? 0 : nextIndex + 1
        let ready = max(due, freeSince)
        let lag = now > ready ? now &- ready : 0
        live.countSent(lagNanoseconds: lag)
        if due >= window.startNanoseconds {
            tally.begin(request, lagNanoseconds: lag, isInTime: now < window.endNanoseconds)
            let part = part(at: now)
            series.parts[part].sentCount &+= 1
            if lag > series.parts[part].lagNanosecondsMax { series.parts[part].lagNanosecondsMax = lag }
        }
        return .request(request, dueNanoseconds: due)
    }

    final func part(at nanoseconds: UInt64) -> Int {
        series.part(atNanoseconds: nanoseconds > window.startNanoseconds ? nanoseconds &- window.startNanoseconds : 0)
    }

    override package func receive(_ response: ClientResponse) { take(response, fault: nil) }

    override package func receive(_ response: ClientResponse, body: Span<UInt8>) {
        take(response, fault: check?.fault(request: response.requestNumber, statusCode: response.statusCode, body: body))
    }

    private func take(_ response: ClientResponse, fault: AnswerFault?) {
        let isSuccess = fault == nil && (response.statusCode < 400 || check != nil)
        if isSuccess {
            Self.increment(answered)
            live.countAnswer(latencyNanoseconds: response.endNanoseconds &- response.dueNanoseconds)
        } else {
            Self.increment(failed)
        }
        guard response.dueNanoseconds >= window.startNanoseconds else {
            tally.countWarmUpResponse()
            return
        }
        tally.count(response, fault: fault, isSuccess: isSuccess)
        let part = part(at: response.endNanoseconds)
        if isSuccess {
            series.parts[part].answeredCount &+= 1
            series.parts[self.part(at: response.dueNanoseconds)].latency.record(
                nanoseconds: response.endNanoseconds &- response.dueNanoseconds)
        } else {
            series.parts[part].errorCount &+= 1
        }
    }

    override package func fail(_ failure: ClientFailure) {
        Self.increment(failed)
        guard failure.dueNanoseconds >= window.startNanoseconds else {
            tally.countWarmUpFailure()
            return
        }
        tally.count(failure)
        series.parts[part(at: failure.dueNanoseconds)].errorCount += 1
    }

    override package func loseConnection(at nanoseconds: UInt64) {
        if window.contains(nanoseconds) { series.parts[part(at: nanoseconds)].lostConnectionCount += 1 }
    }

    private static func increment(_ count: borrowing Atomic<Int>) {
        count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
