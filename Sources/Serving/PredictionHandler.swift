internal import Bundles
internal import Codecs
public import Network

/// Answers the requests of one loop: finds the route and the model, reads the row, scores it, writes the answer.
///
/// It owns the memory that a request is worked out in, and shares the models with other loops. A prediction allocates nothing and touches
/// no reference count. It refuses with a JSON error that says what is accepted; no request makes it fail.
/// Thread rules: one thread. Limits: bodies of `bodyByteCountMax`, which the loop enforces too.
public final class PredictionHandler: RequestHandler {
    let host: ModelHost
    let memory: RowMemory
    var answer = ByteBuffer(capacity: 64 << 10)
    private let health: Phrases

    public init(_ host: ModelHost, bodyByteCountMax: Int) {
        self.host = host
        memory = RowMemory(
            featureCount: host.featureCountMax, outputCount: host.outputCountMax, textByteCount: bodyByteCountMax,
            nameByteCount: BundleLimits.nameByteCountMax)
        health = Phrases([Self.health(host)])
    }

    private static func health(_ host: ModelHost) -> [UInt8] {
        var text = ByteBuffer()
        text.append("{\"status\":\"ok\",\"models\":[" as StaticString)
        for (index, model) in host.listing.enumerated() {
            text.append(index > 0 ? ",{\"name\":" : "{\"name\":" as StaticString)
            text.appendJSONString(model.name)
            text.append(",\"version\":" as StaticString)
            text.append(model.version)
            text.append("}" as StaticString)
        }
        text.append("]}" as StaticString)
        return text.bytes
    }

    public override func respond(to request: HTTPRequest) -> HTTPResponse {
        answer.removeAll()
        let path = unsafe request.bytes(request.head.path)
        if unsafe Self.begins(path, with: "/predict/") { return predict(request) }
        if unsafe path.count == 7 && Self.begins(path, with: "/health") { return respondHealth(request) }
        return refuse(.notFound, "there is no such resource; there are GET /health and POST /predict/NAME")
    }

    public override func refuse(_ refusal: HTTPRefusal) -> HTTPResponse {
        answer.removeAll()
        return refuse(refusal.status, "\(refusal.reason)")
    }

    private func respondHealth(_ request: HTTPRequest) -> HTTPResponse {
        guard request.head.method == .get || request.head.method == .head else {
            return refuse(.methodNotAllowed, "/health is asked for with GET", fields: "Allow: GET, HEAD\r\n")
        }
        unsafe answer.append(contentsOf: health[0])
        return respond(.ok)
    }

    private func predict(_ request: HTTPRequest) -> HTTPResponse {
        guard request.head.method == .post else {
            return refuse(.methodNotAllowed, "a prediction is asked for with POST", fields: "Allow: POST\r\n")
        }
        guard let name = unsafe modelName(request), let model = unsafe host.model(named: name) else {
            return refuseModel(request)
        }
        return unsafe model._withUnsafeGuaranteedRef { predict(request, $0) }
    }

    /// What follows `/predict/`, decoded; nil when it cannot be the name of a model.
    private func modelName(_ request: HTTPRequest) -> UnsafeBufferPointer<UInt8>? {
        let message = unsafe Span<UInt8>(_unsafeBytes: request.message)
        var run = request.head.path
        run.lowerBound += 9
        let name = unsafe memory.name
        var room = unsafe name.mutableSpan
        guard let count = HTTPPercentEncoding.decode(message, run, into: &room) else { return nil }
        return unsafe UnsafeBufferPointer(rebasing: name[..<count])
    }

    private func refuseModel(_ request: HTTPRequest) -> HTTPResponse {
        let path = unsafe request.bytes(request.head.path).bindMemory(to: UInt8.self)
        let name = unsafe RowRefusal.excerpt(UnsafeBufferPointer(rebasing: path[9...]))
        let names = host.listing.prefix(100).map { "\"\($0.name)\"" }.joined(separator: ", ")
        let rest = host.modelCount > 100 ? " and \(host.modelCount - 100) more" : ""
        return refuse(.notFound, "there is no model \"\(name)\"; there are \(names)\(rest)")
    }

    /// The answer that was written so far.
    func respond(_ status: HTTPStatus, fields: StaticString = "") -> HTTPResponse {
        unsafe HTTPResponse(status: status, contentType: "application/json", fields: fields, body: answer.unsafeBytes)
    }

    /// `{"error": reason}`.
    func refuse(_ status: HTTPStatus, _ reason: String, fields: StaticString = "") -> HTTPResponse {
        answer.removeAll()
        answer.append("{\"error\":" as StaticString)
        answer.appendJSONString(reason)
        answer.append("}" as StaticString)
        return respond(status, fields: fields)
    }

    static func begins(_ text: UnsafeRawBufferPointer, with prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard text.count >= count else { return false }
        for index in 0..<count where unsafe text[index] != prefix.utf8Start[index] { return false }
        return true
    }
}
