import Base
import Glibc
import LoadTesting
import Network
import SystemPackage

/// One run: reads the bodies, finds the server, starts the threads, waits, reports.
struct LoadRun {
    private let command: LoadtestCommand
    private let url: TargetURL

    init(_ command: LoadtestCommand) throws {
        self.command = command
        do { url = try TargetURL(command.url) } catch { throw LoadFailure(.usage, error.description) }
    }

    /// Descriptors that are not connections: standard ones, epoll, eventfd, signalfd, files.
    private static let otherDescriptorCount = 64

    func run() throws -> ExitCode {
        let load = command.load
        let available = DescriptorLimit.raise()
        guard load.connections + Self.otherDescriptorCount + 2 * load.threads <= available else {
            throw LoadFailure(
                .environment, "--connections \(load.connections): the process may have \(available) files open (ulimit -n)")
        }
        let bodies = try RequestBodies(command.requests)
        let requests = bodies.requests(command.requests, url: url)
        let json = try command.json.map { try JSONFile($0) }
        let limits = clientLimits
        let address = try ConnectionProbe.reachable(try HostAddresses.resolve(url.host, port: url.port), limits: limits)
        let settings = LoadSettings(command: command, url: url, address: address, bodyByteCounts: bodies.byteCounts)
        print(settings.text)
        // Into a pipe too before the run, not with its figures.
        fflush(nil)

        // Before the threads, which inherit that the signals are blocked.
        let signals = try SignalWatch()
        let now = MonotonicClock.nanoseconds
        let start = now + load.warmUp.nanoseconds
        let window = MeasuredWindow(startNanoseconds: start, endNanoseconds: start + load.duration.nanoseconds)
        let handlers = (0..<load.threads).map { ClosedLoop(requests, window, threadIndex: $0) }
        var loops: [ClientLoop] = []
        for (index, handler) in handlers.enumerated() {
            let count = load.connections / load.threads + (index < load.connections % load.threads ? 1 : 0)
            loops.append(try ClientLoop(address: address, connectionCount: count, handler: handler, limits: limits))
        }
        let threads = try LoopThreads(loops)
        var wait = LoadWait(window: window, handlers: handlers, startNanoseconds: now, showsProgress: command.progress)
        let isInterrupted = wait.run(signals, threads, loops)
        threads.join()

        var tally = LoadTally()
        for handler in handlers { tally.merge(handler.tally) }
        let result = LoadResult(
            settings: settings, tally: tally, series: LoadSeries(nanoseconds: load.duration.nanoseconds), machine: nil,
            verdict: LoadVerdict(), seconds: window.seconds, isInterrupted: isInterrupted)
        print(result.text)
        try json?.write(result.json)
        return result.exitCode(acceptsInvalid: false)
    }

    private var clientLimits: ClientLimits {
        var limits = ClientLimits()
        limits.connectTimeoutMilliseconds = command.load.timeout.milliseconds
        limits.responseTimeoutMilliseconds = command.load.timeout.milliseconds
        return limits
    }
}
