import Base
import Codecs
import Network

/// What a run was asked for.
struct LoadSettings {
    let command: LoadtestCommand
    let url: TargetURL
    let address: SocketAddress
    let bodyByteCounts: [Int]

    /// The header that is printed before the run.
    var text: String {
        let load = command.load
        let requests = command.requests
        var bodies = "no body"
        if !requests.bodyFiles.isEmpty {
            let byteCount = bodyByteCounts.reduce(0, +)
            bodies =
                bodyByteCounts.count == 1
                ? "a body of \(Printable.count(byteCount, "byte"))"
                : "\(bodyByteCounts.count) bodies in turn, \(Printable.count(byteCount / bodyByteCounts.count, "byte")) on average"
        }
        return """
            \(requests.methodName) \(url.text) at \(address), \(bodies)
            closed loop: \(Printable.count(load.connections, "connection")) on \(Printable.count(load.threads, "thread")), \
            \(load.duration) measured after \(load.warmUp) of warm-up

            """
    }

    var json: JSONValue {
        let load = command.load
        let requests = command.requests
        return .object([
            .init("url", JSONValue(url.text)),
            .init("address", JSONValue(address.description)),
            .init("method", JSONValue(requests.methodName)),
            .init("content_type", JSONValue(requests.contentType)),
            .init("headers", JSONValue(requests.header)),
            .init("bodies", JSONValue(requests.bodyFiles)),
            .init("body_bytes", JSONValue(bodyByteCounts)),
            .init("loop", JSONValue("closed")),
            .init("connections", JSONValue(load.connections)),
            .init("threads", JSONValue(load.threads)),
            .init("duration_seconds", JSONValue(load.duration.seconds)),
            .init("warm_up_seconds", JSONValue(load.warmUp.seconds)),
            .init("timeout_seconds", JSONValue(load.timeout.seconds)),
        ])
    }
}
