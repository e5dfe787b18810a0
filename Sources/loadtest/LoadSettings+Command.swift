import Base
import LoadTesting
import Network

extension LoadSettings {
    init(command: LoadtestCommand, url: TargetURL, address: SocketAddress, bodies: RequestBodies) {
        self.init()
        let load = command.load
        let requests = command.requests
        self.url = url.text
        self.address = address.description
        method = bodies.methodName(requests)
        contentType = bodies.contentType
        headers = requests.header
        self.bodies = bodies.names
        bodyByteCounts = bodies.byteCounts
        bodyWords = bodies.words
        rowsPerRequest = bodies.rowsPerRequest
        pricePerHour = command.report.pricePerHour
        threadCount = load.threads
        seconds = load.duration.seconds
        warmUpSeconds = load.warmUp.seconds
        timeoutSeconds = load.timeout.seconds
        percentiles = command.percentileList
    }

    /// What is asked: the first line that is printed before the run.
    var targetLine: String { "\(method) \(url) at \(address), \(bodyWords)" }

    /// How the load is put on, in a sentence.
    var loadWords: String { loopWords + measuredWords }

    /// The same of a search: no rate is the run's.
    func searchWords(_ limit: LatencyLimit, rateMax: Double) -> String {
        "the highest rate with \(limit) is searched, up to \(Printable.number(rateMax)) requests/s\(spacingWords); open loop: up to"
            + measuredWords + ", for each rate"
    }

    private var measuredWords: String {
        " \(Printable.count(connectionCount, "connection")) on \(Printable.count(threadCount, "thread")), "
            + "\(TimeSpan(seconds: seconds)) measured after \(TimeSpan(seconds: warmUpSeconds)) of warm-up"
    }

    private var spacingWords: String {
        if case .open(_, .poisson) = shape { " at random times" } else { "" }
    }

    private var loopWords: String {
        switch shape {
        case .closed: return "closed loop:"
        case .recorded(let seconds, let file):
            return "open loop: \(Printable.count(seconds.count, "request")) as in \(file), up to"
        case .open(let profile, _):
            let words =
                profile.isConstant
                ? "\(Printable.number(profile.initialRate)) requests/s"
                : profile.pieces.map {
                    $0.from == $0.to ? Printable.number($0.from) : "\(Printable.number($0.from)) to \(Printable.number($0.to))"
                }
                .joined(separator: ", ") + " requests/s"
            return "open loop: \(words)\(spacingWords), up to"
        }
    }
}
