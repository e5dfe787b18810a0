internal import Base
internal import Bundles
internal import Glibc
internal import Network
internal import Serving
internal import SystemPackage

/// The program: opens the models, starts the loops, waits for a signal, drains.
enum Server {
    static func run(_ arguments: [String]) -> ExitCode {
        do {
            let options = try ServeOptions(arguments)
            if options.wantsHelp {
                print(ServeOption.help(), terminator: "")
                return .success
            }
            if options.wantsVersion {
                print("serve \(Version.current)")
                return .success
            }
            return try serve(options)
        } catch let refusal as ServeOptions.Refusal {
            log("error: \(refusal.reason)")
            return .usage
        } catch let error as BundleError {
            log("error: \(error)")
            return error.exitCode
        } catch {
            log("error: \(error)")
            return .environment
        }
    }

    private static func serve(_ options: ServeOptions) throws -> ExitCode {
        // First of all, so that every thread that is started has the signals blocked.
        let signals = try SignalWatch()
        DescriptorLimit.raise()
        let host = try ModelHost(folder: FilePath(options.models ?? ""))
        for refusal in host.refusals { log("refused: \(refusal)") }
        guard host.modelCount > 0 else {
            log("error: \(options.models ?? ""): there is no model to serve; accepted is a folder of NAME/VERSION/ bundles")
            return .badBundle
        }
        for model in host.listing { log("serving: \(model.name) version \(model.version)") }
        let listeners = try Listener.open(
            host: options.host, port: options.port, count: options.threadCount, backlog: options.limits.backlog)
        let state = ServiceState(host)
        var serving = ServingOptions()
        serving.bodyByteCountMax = options.limits.bodyByteCountMax
        let loops = try listeners.map { listener in
            let counters = ServingCounters(modelCount: host.modelCount)
            return try EventLoop(
                listener: listener, handler: PredictionHandler(host, options: serving, state: state, counters: counters),
                limits: options.limits)
        }
        let threads = try LoopThreads(loops)
        let shownHost = options.host.contains(":") ? "[\(options.host)]" : options.host
        print(
            "serve: ready on \(shownHost):\(listeners[0].port), \(host.modelCount) \(host.modelCount == 1 ? "model" : "models")")
        fflush(nil)
        return waitForEnd(signals, threads, state)
    }

    private static func waitForEnd(_ signals: borrowing SignalWatch, _ threads: LoopThreads, _ state: ServiceState) -> ExitCode {
        var isDraining = false
        while true {
            switch signals.wait(orUntil: threads.finished) {
            case .event:
                threads.join()
                log("drained")
                return .success
            case .signal where !isDraining:
                isDraining = true
                log("draining")
                state.beginDraining()
                threads.drain()
            case .signal:
                log("stopped by a second signal")
                return .interrupted
            }
        }
    }

    /// One line a record on standard error.
    private static func log(_ record: String) {
        var line = "serve: " + record.map { $0 == "\n" ? " " : $0 } + "\n"
        line.withUTF8 { bytes in
            _ = unsafe write(2, bytes.baseAddress, bytes.count)
        }
    }
}
