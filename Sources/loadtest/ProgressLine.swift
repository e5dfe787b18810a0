import Base
import LoadTesting

/// A line on the terminal that tells how a measurement goes.
final class ProgressLine: LoadObserver {
    private let isShown: Bool
    private var bar: ProgressBar?
    private var isMeasuring = false
    private var shown = (nanoseconds: UInt64(0), answered: 0)
    private var words = ""

    init(isShown: Bool) { self.isShown = isShown && ProgressStyle.auto.resolved == .bar }

    override func observe(_ progress: LoadProgress) {
        guard isShown else { return }
        if bar == nil || progress.isMeasuring != isMeasuring {
            bar?.clear()
            isMeasuring = progress.isMeasuring
            bar = ProgressBar(title: isMeasuring ? "Measuring" : "Warming up")
        }
        let seconds = Double(progress.nanoseconds &- shown.nanoseconds) / 1e9
        // The rate of the last half second: often enough to be alive, seldom enough to be read.
        if seconds >= 0.5 {
            let rate = shown.nanoseconds == 0 ? 0 : Int(Double(progress.answeredCount - shown.answered) / seconds)
            words = "\(Printable.count(rate)) requests/s, \(Printable.count(progress.failedCount, "error"))"
            shown = (progress.nanoseconds, progress.answeredCount)
        }
        let (from, to) =
            isMeasuring
            ? (progress.startNanoseconds, progress.endNanoseconds) : (progress.beginNanoseconds, progress.startNanoseconds)
        bar?.update(share: to > from ? Double(progress.nanoseconds &- from) / Double(to &- from) : 1, words: words)
    }

    override func end() {
        bar?.clear()
        bar = nil
        shown = (0, 0)
    }
}
