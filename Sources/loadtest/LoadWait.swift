import Base
import LoadTesting
import Network

/// The main thread's part of a run: shows how it goes, ends it in time or when a signal asks for it.
struct LoadWait {
    private let window: MeasuredWindow
    private let handlers: [ClosedLoop]
    private let startNanoseconds: UInt64
    private let showsProgress: Bool
    private var bar = ProgressBar(title: "Warming up")
    private var barIsMeasuring = false
    private var shown = (nanoseconds: UInt64(0), answered: 0)
    private var words = ""

    /// How often the line is written anew and the clock looked at.
    private static let intervalMilliseconds = 100

    init(window: MeasuredWindow, handlers: [ClosedLoop], startNanoseconds: UInt64, showsProgress: Bool) {
        self.window = window
        self.handlers = handlers
        self.startNanoseconds = startNanoseconds
        self.showsProgress = showsProgress && ProgressStyle.auto.resolved == .bar
    }

    /// Returns when all loops have ended; true when a signal ended them early. A second signal does not await the responses under way.
    mutating func run(_ signals: borrowing SignalWatch, _ threads: LoopThreads, _ loops: [ClientLoop]) -> Bool {
        var isInterrupted = false
        var isDraining = false
        defer { bar.clear() }
        while true {
            let now = MonotonicClock.nanoseconds
            if now >= window.endNanoseconds, !isDraining {
                isDraining = true
                threads.drain()
            }
            let left =
                window.endNanoseconds > now ? Int((window.endNanoseconds - now) / 1_000_000) + 1 : Self.intervalMilliseconds
            switch signals.wait(orUntil: threads.finished, timeoutMilliseconds: min(left, Self.intervalMilliseconds)) {
            case .event: return isInterrupted
            case .signal where isInterrupted:
                for loop in loops { loop.abandon() }
            case .signal:
                isInterrupted = true
                window.close(at: MonotonicClock.nanoseconds)
            case .timeout: show()
            }
        }
    }

    private mutating func show() {
        guard showsProgress else { return }
        let now = MonotonicClock.nanoseconds
        let isMeasuring = now >= window.startNanoseconds
        if isMeasuring, !barIsMeasuring {
            bar.clear()
            bar = ProgressBar(title: "Measuring")
            barIsMeasuring = true
        }
        let answered = handlers.reduce(0) { $0 + $1.answeredCount }
        let failed = handlers.reduce(0) { $0 + $1.failedCount }
        let seconds = Double(now &- shown.nanoseconds) / 1e9
        // The rate of the last half second: often enough to be alive, seldom enough to be read.
        if seconds >= 0.5 {
            let rate = shown.nanoseconds == 0 ? 0 : Int(Double(answered - shown.answered) / seconds)
            words = "\(Printable.count(rate)) requests/s, \(Printable.count(failed, "error"))"
            shown = (now, answered)
        }
        let (from, to) =
            isMeasuring ? (window.startNanoseconds, window.endNanoseconds) : (startNanoseconds, window.startNanoseconds)
        bar.update(share: to > from ? Double(now &- from) / Double(to &- from) : 1, words: words)
    }
}
