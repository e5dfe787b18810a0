import Base
import Codecs
import LoadTesting

/// Tells on standard error how a run goes: a line on a terminal that is written anew, or a line or a JSON object a second.
final class LiveView: LoadObserver {
    private let style: LoadProgressStyle
    private var bar: ProgressBar?
    private var isMeasuring = false
    private var shown: LoadProgress?
    private var figures = Figures()
    /// Since the figures were shown last.
    private var lagNanosecondsMax: UInt64 = 0

    /// What happened since the figures were shown last.
    private struct Figures {
        var sentRate = 0.0
        var answeredRate = 0.0
        var p50: UInt64?
        var p99: UInt64?
        var errorCount = 0
        var lagNanosecondsMax: UInt64 = 0
    }

    init(_ style: LoadProgressStyle) {
        self.style = style == .auto ? (ProgressStyle.auto.resolved == .bar ? .bar : .lines) : style
    }

    override func observe(_ progress: LoadProgress) {
        switch style {
        case .none, .auto: break
        case .bar:
            // Often enough to be alive, seldom enough to be read.
            take(progress, afterSeconds: 0.5)
            draw(progress)
        case .lines: if take(progress, afterSeconds: 1) { StandardError.write(line(progress) + "\n") }
        case .json: if take(progress, afterSeconds: 1) { StandardError.write(json(progress).text(indented: false) + "\n") }
        }
    }

    override func end() { bar?.clear() }

    /// Makes new figures when the last ones are so old; the first have only been taken for comparison.
    @discardableResult
    private func take(_ progress: LoadProgress, afterSeconds: Double) -> Bool {
        guard let earlier = shown else {
            shown = progress
            return false
        }
        let seconds = Double(progress.nanoseconds &- earlier.nanoseconds) / 1e9
        lagNanosecondsMax = max(lagNanosecondsMax, progress.live.lagNanosecondsMax)
        guard seconds >= afterSeconds else { return false }
        figures = Figures(
            sentRate: Double(progress.live.sentCount - earlier.live.sentCount) / seconds,
            answeredRate: Double(progress.answeredCount - earlier.answeredCount) / seconds,
            p50: progress.live.nanoseconds(atPercentile: 50, since: earlier.live),
            p99: progress.live.nanoseconds(atPercentile: 99, since: earlier.live), errorCount: progress.failedCount,
            lagNanosecondsMax: lagNanosecondsMax)
        lagNanosecondsMax = 0
        shown = progress
        return true
    }

    private func draw(_ progress: LoadProgress) {
        if bar == nil || progress.isMeasuring != isMeasuring {
            bar?.clear()
            isMeasuring = progress.isMeasuring
            bar = ProgressBar(title: isMeasuring ? "Measuring" : "Warming up")
        }
        bar?.update(share: Self.share(progress), words: words)
    }

    /// The part of the warm-up, or of the measured time, that is over.
    private static func share(_ progress: LoadProgress) -> Double {
        let (from, to) =
            progress.isMeasuring
            ? (progress.startNanoseconds, progress.endNanoseconds) : (progress.beginNanoseconds, progress.startNanoseconds)
        return to > from ? min(1, Double(progress.nanoseconds &- from) / Double(to &- from)) : 1
    }

    private var words: String {
        let duration = { (nanoseconds: UInt64?) in nanoseconds.map { LoadResult.duration(Double($0)) } ?? "-" }
        return "\(rate(figures.sentRate)) sent/s, \(rate(figures.answeredRate)) answered/s, p50 \(duration(figures.p50)), "
            + "p99 \(duration(figures.p99)), \(Printable.count(figures.errorCount, "error")), lag \(duration(figures.lagNanosecondsMax))"
    }

    private func rate(_ value: Double) -> String { Printable.count(Int(value.rounded())) }

    /// Seconds of the measured time; below 0 in the warm-up.
    private static func seconds(_ progress: LoadProgress) -> Double {
        Double(Int64(bitPattern: progress.nanoseconds &- progress.startNanoseconds)) / 1e9
    }

    private func line(_ progress: LoadProgress) -> String {
        let seconds = Self.seconds(progress)
        let place = seconds < 0 ? "warm-up" : "\(Int(seconds.rounded())) s"
        return place + String(repeating: " ", count: max(1, 9 - place.count)) + words
    }

    private func json(_ progress: LoadProgress) -> JSONValue {
        let number = { (value: UInt64?) in value.map { JSONValue.number("\($0)") } ?? .null }
        return .object([
            .init("event", JSONValue(progress.isMeasuring ? "measuring" : "warming_up")),
            .init("second", JSONValue((Self.seconds(progress) * 1000).rounded() / 1000)),
            .init("sent_per_second", JSONValue(figures.sentRate)),
            .init("answered_per_second", JSONValue(figures.answeredRate)),
            .init("p50", number(figures.p50)), .init("p99", number(figures.p99)), .init("errors", JSONValue(figures.errorCount)),
            .init("lag_max", number(figures.lagNanosecondsMax)),
        ])
    }
}
