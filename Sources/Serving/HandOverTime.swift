internal import Base
internal import Network

/// What it takes to have another thread do something and to hear that it is done, when both sleep in between: what a request is handed over
/// for has to be worth a multiple of that.
enum HandOverTime {
    /// The cost up to which a request stays on its loop. Measured in about a millisecond.
    static func inlineNanoseconds() throws(SystemCallError) -> Double {
        min(max(handOverCount * (try nanoseconds()), inlineNanosecondsLeast), inlineNanosecondsMost)
    }

    /// So many times the cost of handing over: less would be lost on the way.
    private static let handOverCount = 4.0
    /// Whatever was measured: below, more is moved than worked out; above, light requests wait too long behind it.
    private static let inlineNanosecondsLeast = 50_000.0
    private static let inlineNanosecondsMost = 200_000.0
    private static let roundCount = 31

    private final class Echo: Sendable {
        let there: WorkQueue
        let back: WorkQueue
        init() throws(SystemCallError) {
            there = try WorkQueue(capacity: 2, workerCount: 1)
            back = try WorkQueue(capacity: 2, workerCount: 1)
        }

        func run() {
            while let word = there.take(worker: 0) { _ = back.push(word) }
        }
    }

    /// Nanoseconds from one thread to another and back: the median of some rounds.
    static func nanoseconds() throws(SystemCallError) -> Double {
        let echo = try Echo()
        let thread = try SystemThread { echo.run() }
        var rounds: [UInt64] = []
        for round in 0..<roundCount {
            let begin = MonotonicClock.nanoseconds
            _ = echo.there.push(UInt64(round))
            _ = echo.back.take(worker: 0)
            rounds.append(MonotonicClock.nanoseconds - begin)
        }
        echo.there.close()
        thread.join()
        return Double(rounds.sorted()[roundCount / 2])
    }
}
