internal import Bundles
internal import Codecs
public import Network

/// Answers the admin listener: the models that are served, what was counted, and health.
///
/// Answers are written when they are asked for, on the admin loop's own thread, from what does not change and from counters that are read
/// without a lock: no loop that predicts waits for them. Thread rules: one thread; `ownLoop` is set before that begins.
public final class AdminHandler: ServiceHandler {
    private let predictions: [ServingCounters]
    private let loops: [LoopCounters]
    private let ring: RequestRing?
    private let accessLog: AccessLog?
    /// What the loop counts that this handler answers for: it exists only after its handler.
    public var ownLoop: LoopCounters?

    /// `counters` are this listener's own; `predictions` and `loops` those of the loops that predict.
    public init(
        _ host: ModelHost, options: ServingOptions, state: ServiceState, counters: ServingCounters,
        predictions: [ServingCounters], loops: [LoopCounters], ring: RequestRing? = nil, accessLog: AccessLog? = nil
    ) {
        self.predictions = predictions
        self.loops = loops
        self.ring = ring
        self.accessLog = accessLog
        // The base path belongs to the balancer, which is not before this listener.
        var options = options
        options.basePath = ""
        super.init(
            host, options: options, state: state, counters: counters, accessRing: accessLog?.makeRing(listener: "admin"))
    }

    override func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse? {
        let bytes = unsafe request.bytes(path)
        if unsafe bytes.count == 7 && Self.begins(bytes, with: "/models") { return respondModels(request) }
        if unsafe Self.begins(bytes, with: "/models/") { return respondModel(request, path) }
        if unsafe bytes.count == 8 && Self.begins(bytes, with: "/metrics") { return respondMetrics(request) }
        if unsafe bytes.count == 19 && Self.begins(bytes, with: "/metrics/prometheus") { return respondMetrics(request) }
        if unsafe Self.begins(bytes, with: "/predict") || Self.begins(bytes, with: "/api/predict")
            || Self.begins(bytes, with: "/ml/predict")
        {
            return refuse(.notFound, "this is the admin listener; predictions are asked of the data listener (--port)")
        }
        return refuse(
            .notFound,
            "there is no such resource; there are GET /models, /models/NAME, /metrics, /health, /health/live and /health/ready")
    }

    private func respondModels(_ request: HTTPRequest) -> HTTPResponse {
        guard AllowedMethods.reading.allows(request.head.method) else { return answerMethod(of: request, .reading) }
        answer.append("{\"models\":[" as StaticString)
        for index in 0..<host.modelCount {
            if index > 0 { answer.append(UInt8(ascii: ",")) }
            JSONValue.object(ModelDocument(bundle: host.bundle(index)).summary).write(into: &answer, indented: false)
        }
        answer.append("]}" as StaticString)
        return respond(.ok)
    }

    private func respondModel(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        guard AllowedMethods.reading.allows(request.head.method) else { return answerMethod(of: request, .reading) }
        var name = path
        name.lowerBound += 8
        guard let index = modelIndex(request, name) else {
            return refuse(.notFound, "there is no model \"\(excerpt(request, name))\"; there are \(listOfNames)")
        }
        ModelDocument(bundle: host.bundle(index)).json.write(into: &answer, indented: false)
        return respond(.ok)
    }

    /// The model that a percent-encoded part of the path names.
    private func modelIndex(_ request: HTTPRequest, _ name: HTTPByteRange) -> Int? {
        let message = unsafe Span<UInt8>(_unsafeBytes: request.message)
        var decoded = [UInt8](repeating: 0, count: BundleLimits.nameByteCountMax)
        var room = decoded.mutableSpan
        guard let count = HTTPPercentEncoding.decode(message, name, into: &room) else { return nil }
        return unsafe decoded.withUnsafeBufferPointer { decoded in
            unsafe host.model(named: UnsafeBufferPointer(rebasing: decoded[..<count]))?._withUnsafeGuaranteedRef { $0.index }
        }
    }

    private func excerpt(_ request: HTTPRequest, _ name: HTTPByteRange) -> String {
        unsafe RowRefusal.excerpt(request.bytes(name).bindMemory(to: UInt8.self))
    }

    private func respondMetrics(_ request: HTTPRequest) -> HTTPResponse {
        guard AllowedMethods.reading.allows(request.head.method) else { return answerMethod(of: request, .reading) }
        MetricsReport(
            host: host, state: state, predictions: predictions,
            listeners: [
                MetricsReport.Listener(name: "data", loops: loops, counters: predictions),
                MetricsReport.Listener(name: "admin", loops: ownLoop.map { [$0] } ?? [], counters: [counters]),
            ], ring: ring, accessLog: accessLog, options: options
        ).write(into: &answer)
        return respond(.ok, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
}
