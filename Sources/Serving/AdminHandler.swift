internal import Codecs
internal import Network

/// Answers the admin listener: the models that are served, and health.
///
/// Answers are written on request, on the admin loop's own thread: no loop that predicts waits for them. Thread rules: one thread.
public final class AdminHandler: ServiceHandler {
    private let predictions: [ServingCounters]

    /// `counters` are this listener's own; `predictions` those of the loops that predict.
    public init(
        _ host: ModelHost, options: ServingOptions, state: ServiceState, counters: ServingCounters,
        predictions: [ServingCounters]
    ) {
        self.predictions = predictions
        // The base path belongs to the balancer, which is not before this listener.
        var options = options
        options.basePath = ""
        super.init(host, options: options, state: state, counters: counters)
    }

    override func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        let bytes = unsafe request.bytes(path)
        if unsafe bytes.count == 7 && Self.begins(bytes, with: "/models") { return respondModels(request) }
        if unsafe Self.begins(bytes, with: "/predict") {
            return refuse(.notFound, "this is the admin listener; predictions are asked of the data listener (--port)")
        }
        return refuse(.notFound, "there is no such resource; there are GET /models and /health")
    }

    private func respondModels(_ request: HTTPRequest) -> HTTPResponse {
        guard isRead(request) else { return refuseMethod() }
        host.writeModels(into: &answer)
        return respond(.ok)
    }
}
