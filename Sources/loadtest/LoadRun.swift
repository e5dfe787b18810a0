import Base
import Codecs
import Glibc
import LoadTesting
import Network
import Reports
import SystemPackage

/// What the command does: reads the requests, finds the server, measures, reports.
struct LoadRun {
    private let command: LoadtestCommand
    private let url: TargetURL

    init(_ command: LoadtestCommand) throws {
        self.command = command
        do { url = try TargetURL(command.url ?? command.scenarioURL ?? "") } catch {
            throw LoadFailure(.usage, error.description)
        }
    }

    /// Descriptors that are not connections: standard ones, epoll, eventfd, signalfd, files.
    private static let otherDescriptorCount = 64

    func run() throws -> ExitCode {
        let bodies = try RequestBodies(command.requests, command.rows)
        let expectations = try Expectations(command.checks, of: bodies)
        let json = try command.report.json.map { try OutputFile($0) }
        let html = try command.report.html.map { try OutputFile($0) }
        let checks = CheckRoster(expectations)
        let (settings, target) = try prepare(url, bodies, checks, metricsURL: command.metricsURL.first)
        let other = try command.search.versus.map {
            try prepare(try TargetURL($0), bodies, checks, metricsURL: command.metricsURL.dropFirst().first)
        }
        print(header(settings, other?.settings))
        // Into a pipe too before the run, not with its figures.
        fflush(nil)

        // Before the threads, which inherit that the signals are blocked.
        let signals = try SignalWatch()
        let observer = LiveView(command.report.style)
        if let limit = command.search.limit {
            let run = RateSearchRun(
                settings: settings, target: target, limit: limit, options: command.search,
                acceptsInvalid: command.acceptInvalid, spacing: command.arrivals.spacing)
            let result = try run.run(signals, observer: observer, first: firstRate(limit))
            print("\n" + result.text)
            try json?.write(Array((result.json.text() + "\n").utf8))
            try html?.write(RateSearchReport(result).html())
            return result.exitCode
        }
        if let other {
            let result = try ServerComparison.compare(
                settings, other.settings, pairCount: command.search.pairs, acceptsInvalid: command.acceptInvalid
            ) { isSecond in
                let result = try Measurement.run(
                    isSecond ? other.settings : settings, isSecond ? other.target : target, signals: signals, observer: observer)
                return result.isInterrupted ? nil : result
            }
            print(result.text)
            try json?.write(Array((result.json.text() + "\n").utf8))
            try html?.write(ServerComparisonReport(result).html())
            return result.exitCode
        }
        var result = try Measurement.run(settings, target, signals: signals, observer: observer)
        result.checks = checks.summary
        print(result.text)
        try json?.write(Array((result.json.text() + "\n").utf8))
        try html?.write(LoadReport(result).html())
        return result.exitCode(acceptsInvalid: command.acceptInvalid)
    }

    /// What is printed before the run.
    private func header(_ settings: LoadSettings, _ other: LoadSettings?) -> String {
        let load = command.search.limit.map { settings.searchWords($0, rateMax: command.search.rateMax) } ?? settings.loadWords
        let pairs =
            other.map { ["and in turn \($0.url) at \($0.address), in \(Printable.count(command.search.pairs, "pair"))"] } ?? []
        return ([settings.targetLine] + pairs + [load]).joined(separator: "\n") + "\n"
    }

    /// What is asked for of a server, once it is known to take connections.
    private func prepare(
        _ url: TargetURL, _ bodies: RequestBodies, _ checks: CheckRoster, metricsURL: String?
    ) throws -> (settings: LoadSettings, target: LoadTarget) {
        let load = command.load
        let shape = try command.arrivals.shape(load)
        let isOpen = shape.isOpen || command.search.limit != nil
        let available = DescriptorLimit.raise() - Self.otherDescriptorCount - 2 * load.threads
        let connectionCount = load.connectionCount(isOpen: isOpen, available: available)
        guard connectionCount <= available else {
            throw LoadFailure(
                .environment, "--connections \(connectionCount): the process may have \(available) of them open (ulimit -n)")
        }
        let limits = clientLimits
        let address = try ConnectionProbe.reachable(try HostAddresses.resolve(url.host, port: url.port), limits: limits)
        var settings = LoadSettings(command: command, url: url, address: address, bodies: bodies)
        settings.shape = shape
        if let limit = command.search.limit {
            settings.shape = .open(.constant(firstRate(limit), seconds: load.duration.seconds), command.arrivals.spacing)
        }
        settings.connectionCount = connectionCount
        settings.seconds = command.arrivals.seconds(shape, load)
        var target = LoadTarget(
            address: address, requests: bodies.requests(command.requests, url: url, keepsBodies: checks.looksAtAnswers))
        if checks.looksAtAnswers { target.makeCheck = { checks.makeCheck() } }
        target.limits = limits
        target.spins = load.spin
        target.metrics = try metricsURL.map { try metricsSource(try TargetURL($0), limits: limits) }
        settings.metricsURL = metricsURL
        return (settings, target)
    }

    /// A place that does not tell who the server is, is told before the run.
    private func metricsSource(_ url: TargetURL, limits: ClientLimits) throws -> MetricsSource {
        let address = try ConnectionProbe.reachable(try HostAddresses.resolve(url.host, port: url.port), limits: limits)
        let message =
            "GET \(url.target) HTTP/1.1\r\nHost: \(url.authority)\r\nUser-Agent: espalier-loadtest/\(Version.current)\r\n"
            + "Connection: close\r\n\r\n"
        let source = MetricsSource(url: url.text, address: address, message: Array(message.utf8), limits: limits)
        if case .none(let reason) = try source.ask() { throw LoadFailure(.environment, "--metrics-url \(url.text): \(reason)") }
        return source
    }

    private func firstRate(_ limit: LatencyLimit) -> Double {
        RateSearchRun.firstRate(
            limit, seconds: command.load.duration.seconds, options: command.search, given: command.arrivals.rate)
    }

    private var clientLimits: ClientLimits {
        var limits = ClientLimits()
        limits.connectTimeoutMilliseconds = command.load.timeout.milliseconds
        limits.responseTimeoutMilliseconds = command.load.timeout.milliseconds
        return limits
    }
}
