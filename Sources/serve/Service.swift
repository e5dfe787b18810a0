internal import Base
internal import Bundles
internal import Forest
internal import Glibc
internal import Logging
internal import Network
internal import Serving
internal import Signatures
internal import SystemPackage

/// The server from opening the models to its end: the data loops, the admin loop, the signals.
///
/// Start: signals, descriptors, models, listeners, threads, and only then the line that says ready; what fails before it ends the process
/// with a record of the reason. End: not ready, `drain-delay-ms` later no more accepting, then the data loops, then the admin loop, so that
/// metrics can be read until the last answer is sent.
struct Service {
    private let settings: Settings
    private let log: Logger
    private let host: ModelHost
    private let state: ServiceState
    private let ring: RequestRing
    private let workers: ComputeWorkers
    private let dataLoops: LoopThreads
    private let adminLoop: LoopThreads?
    /// Of the loops of both listeners.
    private let loopCounters: [LoopCounters]
    private let accessLog: AccessLog?
    private let accessLogThread: LoopThreads?

    /// Serves until a signal ends it.
    static func run(_ settings: Settings) -> ExitCode {
        let log = settings.makeLog()
        do {
            // First of all, so that every thread that is started has the signals blocked.
            let signals = try SignalWatch(withHangup: true)
            let descriptorCountMax = DescriptorLimit.raise()
            log.info(
                "starting",
                metadata: [
                    "tool_version": "\(Version.current)", "process": .stringConvertible(getpid()),
                    "max_descriptors": .stringConvertible(descriptorCountMax),
                ])
            return try Service(settings, log).waitForEnd(signals)
        } catch {
            let failure = ServiceFailure(error)
            log.critical("not started", metadata: ["reason": "\(failure.reason)"])
            return failure.exitCode
        }
    }

    private init(_ settings: Settings, _ log: Logger) throws {
        do throws(KernelChoiceError) { try KernelChoice.checkEnvironment() } catch {
            throw ServiceFailure(error.description, exitCode: .usage)
        }
        let host = try Self.models(settings, log)
        let state = ServiceState(host)
        let options = settings.serving
        let threadCount =
            settings.threadCount > 0 ? settings.threadCount : min(ProcessorCount.available, Settings.threadCountMax)
        let listeners = try Self.listeners("", settings.host, settings.port, count: threadCount, settings)
        let adminListeners =
            settings.hasNoAdmin ? [] : try Self.listeners("admin-", settings.adminHost, settings.adminPort, count: 1, settings)
        let accessLog = try Self.accessLog(settings, host, log)
        let ring = try RequestRing(
            host, serving: options, options: settings.ring(loopCount: threadCount), loopCount: threadCount)
        let workerCount = ring.options.workerCount
        let counters = listeners.map { _ in ServingCounters(modelCount: host.modelCount) }
        var limits = settings.limits
        limits.exchangeCountMax = ring.options.slotCount
        var loops: [EventLoop] = []
        for (index, listener) in listeners.enumerated() {
            let handler = PredictionHandler(
                host, options: options, state: state, counters: counters[index],
                accessRing: accessLog?.makeRing(listener: "data"), ring: ring, loop: index)
            loops.append(
                try EventLoop(
                    listener: listener, handler: handler, workerCount: workerCount, limits: limits,
                    expectsProxyHeader: settings.expectsProxyHeader))
        }
        let workers = ComputeWorkers(
            host, serving: options, ring: ring, returns: loops.compactMap(\.returns),
            counters: (0..<workerCount).map { _ in ServingCounters(modelCount: host.modelCount) })
        var adminLoops: [EventLoop] = []
        for listener in adminListeners {
            let handler = AdminHandler(
                host, options: settings.adminServing, state: state, counters: ServingCounters(modelCount: host.modelCount),
                predictions: counters + workers.counters, loops: loops.map(\.counters), ring: ring, accessLog: accessLog)
            let loop = try EventLoop(listener: listener, handler: handler, limits: settings.adminLimits)
            handler.ownLoop = loop.counters
            adminLoops.append(loop)
        }
        do throws(SystemCallError) {
            let turns = settings.pinsThreads ? try ProcessorTurns() : nil
            try workers.start(processors: turns)
            dataLoops = try LoopThreads(loops, processors: turns)
        } catch {
            let hint = settings.pinsThreads ? "; --pin-cpus asks for a processor for each" : ""
            throw ServiceFailure("cannot start the threads: \(error)\(hint)", exitCode: .environment)
        }
        adminLoop = adminLoops.isEmpty ? nil : try LoopThreads(adminLoops)
        loopCounters = (loops + adminLoops).map(\.counters)
        self.ring = ring
        self.workers = workers
        self.accessLog = accessLog
        accessLogThread = try accessLog.map { try LoopThreads([$0]) }
        self.settings = settings
        self.log = log
        self.host = host
        self.state = state
        sayReady(threadCount: listeners.count, port: listeners[0].port, adminPort: adminListeners.first?.port)
    }

    /// The models of the folder, of which there has to be one unless `allow-no-models` is set, and the default one.
    private static func models(_ settings: Settings, _ log: Logger) throws -> ModelHost {
        let host = try ModelHost(
            folder: FilePath(settings.models), signedBy: requiredKey(settings), requiresCertificate: settings.requiresCertificate)
        for refusal in host.refusals { log.error("bundle refused", metadata: ["reason": "\(refusal)"]) }
        guard host.modelCount > 0 else {
            let reason = "\(settings.models): there is no model to serve; accepted is a folder of NAME/VERSION/ bundles"
            guard settings.allowsNoModels else {
                throw ServiceFailure(reason + ", or any with --allow-no-models", exitCode: .badBundle)
            }
            log.warning("no models", metadata: ["reason": "\(reason)"])
            return host
        }
        for model in host.listing {
            log.info("serving", metadata: ["model": "\(model.name)", "version": .stringConvertible(model.version)])
        }
        let names = host.listing.map(\.name)
        guard settings.defaultModel.isEmpty || names.contains(settings.defaultModel) else {
            throw ServiceFailure(
                "default-model is \"\(settings.defaultModel)\", which is not served; there are \(Printable.list(names))",
                exitCode: .usage)
        }
        return host
    }

    /// The public key of `require-signature`, where one is asked for.
    private static func requiredKey(_ settings: Settings) throws -> PublicKey? {
        if settings.requiredSignature.isEmpty { return nil }
        do {
            return try PublicKey(path: FilePath(settings.requiredSignature))
        } catch {
            throw ServiceFailure("require-signature: \(error)", exitCode: error.exitCode)
        }
    }

    /// The listeners of one address. `prefix` is that of its settings' names.
    private static func listeners(
        _ prefix: String, _ address: String, _ port: Int, count: Int, _ settings: Settings
    ) throws -> [Listener] {
        do {
            return try Listener.open(host: address, port: port, count: count, backlog: settings.limits.backlog)
        } catch {
            throw ServiceFailure(
                "cannot listen on \(error); --\(prefix)port and --\(prefix)host choose another address", exitCode: .environment)
        }
    }

    /// The access log, where one is asked for.
    private static func accessLog(_ settings: Settings, _ host: ModelHost, _ log: Logger) throws -> AccessLog? {
        if settings.accessLog.isEmpty { return nil }
        do throws(SystemCallError) {
            return try AccessLog(
                path: settings.accessLog, sampleInterval: settings.accessLogSampleInterval, host: host
            ) { trouble in
                switch trouble {
                case .lost(let lineCount, let errno):
                    log.warning(
                        "access log lost lines",
                        metadata: ["lines": .stringConvertible(lineCount), "reason": "\(errno.description)"])
                case .notReopened(let error):
                    log.error("access log not reopened", metadata: ["reason": "\(error)"])
                }
            }
        } catch {
            throw ServiceFailure("access-log: \(settings.accessLog): \(error)", exitCode: .environment)
        }
    }

    private func sayReady(threadCount: Int, port: Int, adminPort: Int?) {
        let models = "\(host.modelCount) \(host.modelCount == 1 ? "model" : "models")"
        let admin = adminPort.map { ", admin on " + Listener.addressText(host: settings.adminHost, port: $0) } ?? ""
        let address = Listener.addressText(host: settings.host, port: port)
        log.info(
            "ready",
            metadata: [
                "address": "\(address)", "models": .stringConvertible(host.modelCount),
                "threads": .stringConvertible(threadCount),
                "workers": .stringConvertible(ring.options.workerCount),
                "inline_cost_us": .stringConvertible(ring.inlineMicroseconds),
                "admin_address": "\(adminPort.map { Listener.addressText(host: settings.adminHost, port: $0) } ?? "none")",
            ])
        print("serve: ready on \(address), \(models)\(admin)")
        fflush(nil)
    }

    private func waitForEnd(_ signals: borrowing SignalWatch) -> ExitCode {
        // No loop ends before it is told to.
        guard wait(signals, orUntil: dataLoops.finished) == .signal else { return .internalFailure }
        state.beginDraining()
        log.info("draining", metadata: ["delay_ms": .stringConvertible(settings.drainDelayMilliseconds)])
        if settings.drainDelayMilliseconds > 0 {
            let wakening = wait(
                signals, orUntil: dataLoops.finished, timeoutMilliseconds: settings.drainDelayMilliseconds)
            if wakening == .signal { return stopAtOnce() }
        }
        return drain(signals)
    }

    /// Data loops first, so that metrics can be read until the last answer is sent; `drain-timeout-ms` is the time for all of it.
    private func drain(_ signals: borrowing SignalWatch) -> ExitCode {
        let timeline = DrainTimeline(
            start: MonotonicClock.nanoseconds / 1_000_000, timeoutMilliseconds: settings.limits.drainTimeoutMilliseconds)
        var isStuck = false
        for (loops, end) in [(dataLoops, timeline.dataEnd), (adminLoop, timeline.end)] {
            guard let loops else { continue }
            loops.drain(until: timeline.loopDeadline(beforeEnd: end))
            switch wait(signals, orUntil: loops.finished, timeoutMilliseconds: Self.millisecondsUntil(end)) {
            case .signal: return stopAtOnce()
            case .event: loops.join()
            // A loop that does not come back from a request: the end of the process is its end.
            case .timeout, .hangup: isStuck = true
            }
        }
        workers.stop()
        // A worker that is still busy with what its loop has given up by now is not waited for: the end of the process is its end.
        if ring.budget.queuedNanoseconds == 0 { workers.join() }
        var cutOffCount = loopCounters.reduce(0) { $0 + $1.timedOutConnectionCount(waitingFor: .drain) }
        if isStuck { cutOffCount += loopCounters.reduce(0) { $0 + $1.openConnectionCount } }
        endAccessLog(signals)
        log.log(level: cutOffCount > 0 ? .warning : .info, "drained", metadata: ["cut_off": .stringConvertible(cutOffCount)])
        return .success
    }

    private static func millisecondsUntil(_ end: UInt64) -> Int { max(0, Int(end) - Int(MonotonicClock.nanoseconds / 1_000_000)) }

    /// Waits as `signals` does, and opens the access log anew for every hangup meanwhile.
    private func wait(
        _ signals: borrowing SignalWatch, orUntil event: WakeEvent, timeoutMilliseconds: Int? = nil
    ) -> SignalWatch.Wakening {
        let start = MonotonicClock.nanoseconds
        while true {
            let passed = Int((MonotonicClock.nanoseconds - start) / 1_000_000)
            let wakening = signals.wait(orUntil: event, timeoutMilliseconds: timeoutMilliseconds.map { max(0, $0 - passed) })
            guard wakening == .hangup else { return wakening }
            log.info("hangup", metadata: ["access_log": "\(accessLog == nil ? "none" : settings.accessLog)"])
            accessLog?.reopen()
        }
    }

    /// The last lines. A reader of standard output that stands still does not hold the end.
    private func endAccessLog(_ signals: borrowing SignalWatch) {
        guard let thread = accessLogThread else { return }
        thread.drain()
        if wait(signals, orUntil: thread.finished, timeoutMilliseconds: Self.accessLogEndMilliseconds) == .event { thread.join() }
    }

    private static let accessLogEndMilliseconds = 1_000

    private func stopAtOnce() -> ExitCode {
        log.warning("stopped by a second signal")
        return .interrupted
    }
}
