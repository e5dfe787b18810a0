internal import Bundles
internal import Codecs
internal import Network

/// Answers the requests of one loop: finds the route and the model, reads the row, scores it, writes the answer.
///
/// It owns the memory that a request is worked out in, and shares the models with other loops. A prediction allocates nothing and touches
/// no reference count. It refuses with a JSON error that says what is accepted; no request makes it fail.
/// Thread rules: one thread. Limits: `ServingOptions`.
public final class PredictionHandler: ServiceHandler {
    let memory: RowMemory

    public override init(_ host: ModelHost, options: ServingOptions, state: ServiceState, counters: ServingCounters) {
        memory = RowMemory(
            featureCount: host.featureCountMax, outputCount: host.outputCountMax, textByteCount: options.bodyByteCountMax,
            nameByteCount: BundleLimits.nameByteCountMax)
        super.init(host, options: options, state: state, counters: counters)
    }

    override func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        let bytes = unsafe request.bytes(path)
        if unsafe Self.begins(bytes, with: "/predict/") { return predict(request, path) }
        if unsafe Self.begins(bytes, with: "/models") || Self.begins(bytes, with: "/metrics") {
            return refuse(
                .notFound, "this is the data listener; models and metrics are asked of the admin listener (--admin-port)")
        }
        return refuse(.notFound, "there is no such resource; there are GET /health and POST /predict/NAME")
    }

    private func predict(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        guard request.head.method == .post else {
            return refuse(.methodNotAllowed, "a prediction is asked for with POST", fields: "Allow: POST\r\n")
        }
        guard let name = unsafe modelName(request, path), let model = unsafe host.model(named: name) else {
            return refuseModel(request, path)
        }
        return unsafe model._withUnsafeGuaranteedRef { predict(request, $0) }
    }

    /// What follows `/predict/`, decoded; nil when it cannot be the name of a model.
    private func modelName(_ request: HTTPRequest, _ path: HTTPByteRange) -> UnsafeBufferPointer<UInt8>? {
        let message = unsafe Span<UInt8>(_unsafeBytes: request.message)
        var run = path
        run.lowerBound += 9
        let name = unsafe memory.name
        var room = unsafe name.mutableSpan
        guard let count = HTTPPercentEncoding.decode(message, run, into: &room) else { return nil }
        return unsafe UnsafeBufferPointer(rebasing: name[..<count])
    }

    private func refuseModel(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        let bytes = unsafe request.bytes(path).bindMemory(to: UInt8.self)
        let name = unsafe RowRefusal.excerpt(UnsafeBufferPointer(rebasing: bytes[9...]))
        return refuse(.notFound, "there is no model \"\(name)\"; there are \(listOfNames)")
    }
}
