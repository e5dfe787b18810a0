import Base
import LoadTesting
import Network

extension LoadSettings {
    init(command: LoadtestCommand, url: TargetURL, address: SocketAddress, bodyByteCounts: [Int]) {
        self.init()
        let load = command.load
        let requests = command.requests
        self.url = url.text
        self.address = address.description
        method = requests.methodName
        contentType = requests.contentType
        headers = requests.header
        bodies = requests.bodyFiles
        self.bodyByteCounts = bodyByteCounts
        threadCount = load.threads
        seconds = load.duration.seconds
        warmUpSeconds = load.warmUp.seconds
        timeoutSeconds = load.timeout.seconds
        percentiles = command.percentileList
    }

    /// The header that is printed before the run.
    var text: String {
        var words = "no body"
        if !bodies.isEmpty {
            let byteCount = bodyByteCounts.reduce(0, +)
            words =
                bodyByteCounts.count == 1
                ? "a body of \(Printable.count(byteCount, "byte"))"
                : "\(bodyByteCounts.count) bodies in turn, \(Printable.count(byteCount / bodyByteCounts.count, "byte")) on average"
        }
        return """
            \(method) \(url) at \(address), \(words)
            \(loopWords) \(Printable.count(connectionCount, "connection")) on \(Printable.count(threadCount, "thread")), \
            \(TimeSpan(seconds: seconds)) measured after \(TimeSpan(seconds: warmUpSeconds)) of warm-up

            """
    }

    private var loopWords: String {
        switch shape {
        case .closed: return "closed loop:"
        case .recorded(let seconds, let file):
            return "open loop: \(Printable.count(seconds.count, "request")) as in \(file), up to"
        case .open(let profile, let spacing):
            let words =
                profile.isConstant
                ? "\(Printable.number(profile.initialRate)) requests/s"
                : profile.pieces.map {
                    $0.from == $0.to ? Printable.number($0.from) : "\(Printable.number($0.from)) to \(Printable.number($0.to))"
                }
                .joined(separator: ", ") + " requests/s"
            return "open loop: \(words)\(spacing == .constant ? "" : " at random times"), up to"
        }
    }
}
