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
        connectionCount = load.connections
        threadCount = load.threads
        seconds = load.duration.seconds
        warmUpSeconds = load.warmUp.seconds
        timeoutSeconds = load.timeout.seconds
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
            closed loop: \(Printable.count(connectionCount, "connection")) on \(Printable.count(threadCount, "thread")), \
            \(TimeSpan(seconds: seconds)) measured after \(TimeSpan(seconds: warmUpSeconds)) of warm-up

            """
    }
}
