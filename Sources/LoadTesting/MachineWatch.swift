internal import Base

/// Samples the machine at the edges of a run's parts, as far as whoever looks comes by in time.
struct MachineWatch {
    private let window: MeasuredWindow
    private let server: LocalServer?
    /// With what the machine did in each part.
    private(set) var series: LoadSeries
    private var first: MachineSample?
    private var last: MachineSample?
    /// The part that begins at `last`.
    private var part = 0

    init(window: MeasuredWindow, series: LoadSeries, _ server: LocalServer?) {
        self.window = window
        self.series = series
        self.server = server
    }

    /// When to look again.
    var nextNanoseconds: UInt64 {
        guard first != nil else { return window.startNanoseconds }
        let next = window.startNanoseconds &+ UInt64(part + 1) &* series.partNanoseconds
        return part < series.parts.count ? min(next, window.endNanoseconds) : .max
    }

    /// All through the measured time.
    var use: MachineUse? {
        guard let first, let last else { return nil }
        return MachineUse(from: first, to: last)
    }

    mutating func look(at nanoseconds: UInt64) {
        guard nanoseconds >= nextNanoseconds, part < series.parts.count else { return }
        take()
        if nanoseconds >= window.endNanoseconds { part = series.parts.count }
    }

    /// The run is over: the last look, unless it was there at the end.
    mutating func end() {
        guard part < series.parts.count, first != nil else { return }
        take()
        part = series.parts.count
    }

    private mutating func take() {
        guard var sample = MachineSample.now(server: server) else {
            part = series.parts.count
            return
        }
        guard let last else {
            first = sample
            self.last = sample
            return
        }
        // Threads that have ended: what was last seen of them.
        sample.threads.merge(last.threads) { later, _ in later }
        let use = MachineUse(from: last, to: sample)
        let reached = sample.nanoseconds &- window.startNanoseconds
        let end = min(series.parts.count, max(part + 1, Int(reached / series.partNanoseconds)))
        for index in part..<end { series.parts[index].machine = use }
        part = end
        self.last = sample
    }
}
