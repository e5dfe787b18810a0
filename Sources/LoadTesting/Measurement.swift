package import Base
package import Network

/// One measurement: its threads from start to end, what the machine did meanwhile, and the verdict.
package struct Measurement {
    private let settings: LoadSettings
    private let target: LoadTarget
    private let server: LocalServer?
    private let handlers: [LoadHandler]
    private let loops: [ClientLoop]
    private let window: MeasuredWindow
    private let beginNanoseconds: UInt64

    /// How often it is told how it goes, and the clock is looked at.
    private static let intervalMilliseconds = 100

    /// Runs to the end, or until a signal comes: then the result says so, and those who measure once more should not. A second signal does
    /// not await the responses under way.
    package static func run(
        _ settings: LoadSettings, _ target: LoadTarget, signals: borrowing SignalWatch, observer: LoadObserver
    ) throws(SystemCallError) -> LoadResult {
        let before = try target.metrics?.ask()
        let measurement = try Measurement(settings, target)
        var (result, evidence) = try measurement.run(signals, observer)
        if let metrics = target.metrics, let before {
            evidence.serverChange = metrics.change(from: before, to: try metrics.ask())
        }
        result.verdict = LoadVerdict(evidence)
        return result
    }

    private init(_ settings: LoadSettings, _ target: LoadTarget) throws(SystemCallError) {
        self.settings = settings
        self.target = target
        server = target.localServer
        beginNanoseconds = MonotonicClock.nanoseconds
        let start = beginNanoseconds &+ Self.nanoseconds(settings.warmUpSeconds)
        window = MeasuredWindow(startNanoseconds: start, endNanoseconds: start &+ Self.nanoseconds(settings.seconds))
        var handlers: [LoadHandler] = []
        var loops: [ClientLoop] = []
        var pacing = ClientPacing()
        pacing.opensAsNeeded = settings.shape.isOpen
        pacing.spins = target.spins
        for index in 0..<settings.threadCount {
            let handler = Self.handler(settings, target, window, threadIndex: index)
            let rest = settings.connectionCount % settings.threadCount
            let count = settings.connectionCount / settings.threadCount + (index < rest ? 1 : 0)
            loops.append(
                try ClientLoop(
                    address: target.address, connectionCount: count, handler: handler, limits: target.limits, pacing: pacing))
            handlers.append(handler)
        }
        self.handlers = handlers
        self.loops = loops
    }

    private static func handler(
        _ settings: LoadSettings, _ target: LoadTarget, _ window: MeasuredWindow, threadIndex: Int
    ) -> LoadHandler {
        let arrivals = Arrivals(
            settings.shape, threadIndex: threadIndex, threadCount: settings.threadCount,
            startNanoseconds: window.startNanoseconds, warmUpSeconds: settings.warmUpSeconds)
        let check = target.makeCheck?()
        guard let arrivals else { return ClosedLoop(target.requests, window, threadIndex: threadIndex, check: check) }
        return OpenLoop(target.requests, window, arrivals, threadIndex: threadIndex, check: check)
    }

    private static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64((seconds * 1e9).rounded()) }

    /// Without a verdict, and what it is made from.
    private func run(
        _ signals: borrowing SignalWatch, _ observer: LoadObserver
    ) throws(SystemCallError) -> (LoadResult, LoadEvidence) {
        let threads = try LoopThreads(loops)
        var watch = MachineWatch(window: window, series: LoadSeries(nanoseconds: Self.nanoseconds(settings.seconds)), server)
        let isInterrupted = wait(signals, threads, observer, &watch)
        observer.end()
        threads.join()

        var tally = LoadTally()
        var series = watch.series
        for handler in handlers {
            handler.finish()
            tally.merge(handler.tally)
            series.merge(handler.series)
        }
        var evidence = LoadEvidence(settings: settings, tally: tally, series: series, machine: watch.use)
        evidence.serverIsGone = server?.isGone ?? false
        evidence.spins = target.spins
        evidence.connectionCountMax = loops.reduce(0) { $0 + $1.connectionCountMax }
        let result = LoadResult(
            settings: settings, tally: tally, series: series, machine: watch.use, verdict: LoadVerdict(),
            seconds: window.seconds, isInterrupted: isInterrupted)
        return (result, evidence)
    }

    /// True when a signal ended it early.
    private func wait(
        _ signals: borrowing SignalWatch, _ threads: LoopThreads, _ observer: LoadObserver, _ watch: inout MachineWatch
    ) -> Bool {
        var isInterrupted = false
        var isDraining = false
        while true {
            let now = MonotonicClock.nanoseconds
            watch.look(at: now)
            let drainTime = window.endNanoseconds &+ (settings.shape.isOpen ? Self.nanoseconds(settings.timeoutSeconds) : 0)
            if now >= drainTime, !isDraining {
                isDraining = true
                threads.drain()
            }
            let next = min(drainTime > now ? drainTime : .max, watch.nextNanoseconds)
            let left = next == .max ? Self.intervalMilliseconds : next > now ? Int((next &- now) / 1_000_000) + 1 : 1
            switch signals.wait(orUntil: threads.finished, timeoutMilliseconds: min(left, Self.intervalMilliseconds)) {
            case .event:
                watch.end()
                return isInterrupted
            case .signal where isInterrupted:
                for loop in loops { loop.abandon() }
            case .signal:
                isInterrupted = true
                window.close(at: MonotonicClock.nanoseconds)
            // A hangup is not watched for here: it ends the process.
            case .timeout, .hangup: observer.observe(progress)
            }
        }
    }

    private var progress: LoadProgress {
        var live = LiveSnapshot()
        for handler in handlers { handler.live.read(into: &live) }
        return LoadProgress(
            nanoseconds: MonotonicClock.nanoseconds, beginNanoseconds: beginNanoseconds,
            startNanoseconds: window.startNanoseconds, endNanoseconds: window.endNanoseconds,
            answeredCount: handlers.reduce(0) { $0 + $1.answeredCount }, failedCount: handlers.reduce(0) { $0 + $1.failedCount },
            live: live)
    }
}
