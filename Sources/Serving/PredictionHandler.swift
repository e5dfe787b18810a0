internal import Bundles
internal import Codecs
internal import Network
internal import SystemPackage

/// The data listener: finds the model, has the work done, answers. What is too much work for a loop goes to the request ring, where there is one.
///
/// A prediction allocates nothing and touches no reference count, once the answer's buffer is as large as the answers are. It refuses with a
/// JSON error that says what is accepted; no request makes it fail. Thread rules: one thread. Limits: `ServingOptions`, and bodies no larger
/// than the loop takes.
@safe public final class PredictionHandler: ServiceHandler {
    let work: PredictionWork
    /// The model that is asked when a path names none.
    private let defaultModel: Unmanaged<ServedModel>?
    /// Nil: everything is worked out here.
    let ring: RequestRing?
    /// The ring's, kept alive by it.
    let costs: Unmanaged<RequestCosts>?
    /// The loop's number among those that share the ring.
    let loop: Int
    var pending: Pending?
    let gathering: RowGathering
    let gatherChoice: GatherChoice
    /// The batch whose rows are being answered.
    var answering: UnsafeMutablePointer<GatherBatch>?

    /// `accessRing` is this handler's own. What is too much for the loop, whose number is `loop`, goes to `ring`.
    public init(
        _ host: ModelHost, options: ServingOptions, state: ServiceState, counters: ServingCounters, accessRing: AccessRing? = nil,
        ring: RequestRing? = nil, loop: Int = 0
    ) {
        self.ring = ring
        self.loop = loop
        unsafe costs = ring.map { unsafe Unmanaged.passUnretained($0.costs) }
        unsafe answering = nil
        gatherChoice = options.gather
        gathering = RowGathering(rowByteCount: host.rowByteCountMax, outputCount: host.outputCountMax)
        let answerMemory = AnswerMemory()
        work = PredictionWork(host, options: options, counters: counters, answerMemory: answerMemory)
        var name = options.defaultModel ?? (host.modelCount == 1 ? host.listing[0].name : "")
        unsafe defaultModel = name.withUTF8 { unsafe host.model(named: $0) }
        super.init(host, options: options, state: state, counters: counters, answerMemory: answerMemory, accessRing: accessRing)
    }

    override var methods: StaticString { "Allow: GET, HEAD, POST, OPTIONS\r\n" }

    override func take(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? { unsafe push(exchange) }

    override func answerUntaken() -> HTTPResponse { answerPending() }

    public override func willServe(readyCount: Int) { gathering.readyCount = readyCount }

    override func nextGathered() -> UnsafeMutablePointer<Exchange>? {
        guard let batch = unsafe nextBatch() else { return nil }
        return unsafe batch.pointee.entry(batch.pointee.answeredCount).exchange
    }

    override func answerGathered() -> HTTPResponse {
        guard let batch = unsafe answering else { preconditionFailure("a row that is scored") }
        return unsafe answerNext(batch)
    }

    override func noteReturn(_ exchange: UnsafeMutablePointer<Exchange>) { unsafe noteWork(exchange) }

    override func noteRefusal(of request: HTTPRequest, as kind: RefusalReason?) {
        guard let model = unsafe model(of: request) else { return }
        let index = unsafe model._withUnsafeGuaranteedRef { $0.index }
        recorder.notes.model = index
        // What workers have had reached the model; what was refused for its length did not.
        guard kind == .computeTimeout else { return }
        counters.countRefusal(model: index, isByLoad: true)
        context.addRetryAfter(seconds: ring?.budget.retryAfterSeconds ?? 1)
    }

    override func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse? {
        let bytes = unsafe request.bytes(path)
        if let byteCount = unsafe Self.predictByteCount(bytes) {
            if bytes.count == byteCount { return predictByDefault(request) }
            var name = path
            name.lowerBound += UInt32(byteCount + 1)
            return predict(request, named: name)
        }
        if unsafe Self.begins(bytes, with: "/models") || Self.begins(bytes, with: "/metrics") {
            return refuse(
                .notFound, "this is the data listener; models and metrics are asked of the admin listener (--admin-port)")
        }
        let base = options.basePath
        return refuse(.notFound, "there is no such resource; there are POST \(base)/predict/NAME and GET \(base)/health")
    }

    /// The model that the request's path names.
    private func model(of request: HTTPRequest) -> Unmanaged<ServedModel>? {
        var path = request.head.path
        guard let baseByteCount = unsafe basePathByteCount(request.bytes(path)) else { return nil }
        path.lowerBound += UInt32(baseByteCount)
        guard let byteCount = unsafe Self.predictByteCount(request.bytes(path)) else { return nil }
        if path.count == byteCount { return unsafe defaultModel }
        path.lowerBound += UInt32(byteCount + 1)
        return unsafe model(named: path, by: request)
    }

    private func model(named run: HTTPByteRange, by request: HTTPRequest) -> Unmanaged<ServedModel>? {
        guard let name = unsafe decodedName(request, run) else { return nil }
        return unsafe host.model(named: name)
    }

    /// The bytes of `/predict`, or of a name that older servers had for it, when the path is that or goes on with a slash.
    private static func predictByteCount(_ path: UnsafeRawBufferPointer) -> Int? {
        let byteCount: Int
        if unsafe begins(path, with: "/predict") {
            byteCount = 8
        } else if unsafe begins(path, with: "/api/predict") {
            byteCount = 12
        } else if unsafe begins(path, with: "/ml/predict") {
            byteCount = 11
        } else {
            return nil
        }
        return unsafe path.count == byteCount || path[byteCount] == UInt8(ascii: "/") ? byteCount : nil
    }

    private func predictByDefault(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.head.method == .post else { return answerMethod(of: request, .prediction) }
        guard let model = unsafe defaultModel else { return refuseDefault() }
        return unsafe model._withUnsafeGuaranteedRef { predict(request, $0) }
    }

    private func predict(_ request: HTTPRequest, named run: HTTPByteRange) -> HTTPResponse? {
        guard request.head.method == .post else { return answerMethod(of: request, .prediction) }
        guard let model = unsafe model(named: run, by: request) else { return refuseModel(request, run) }
        return unsafe model._withUnsafeGuaranteedRef { predict(request, $0) }
    }

    /// The name of a model as the path spells it, decoded; nil when it cannot be one.
    private func decodedName(_ request: HTTPRequest, _ run: HTTPByteRange) -> UnsafeBufferPointer<UInt8>? {
        let message = unsafe Span<UInt8>(_unsafeBytes: request.message)
        let name = unsafe work.memory.name
        var room = unsafe name.mutableSpan
        guard let count = HTTPPercentEncoding.decode(message, run, into: &room) else { return nil }
        return unsafe UnsafeBufferPointer(rebasing: name[..<count])
    }
}

/// Refusals of requests that reach no model.
extension PredictionHandler {
    /// Balancers look for another server when they are answered so, and this one is not ready.
    private func refuseAll() -> HTTPResponse {
        refuse(.serviceUnavailable, "this server has no models: its folder had none that could be served when it started")
    }

    private func refuseDefault() -> HTTPResponse {
        if host.modelCount == 0 { return refuseAll() }
        if let name = options.defaultModel {
            return refuse(
                .notFound, "the default model \"\(name)\" is not served\(reasonOfAbsence(name)); there are \(listOfNames)")
        }
        return refuse(
            .notFound,
            "the path names no model, and there is no default one (--default-model); there are \(listOfNames): "
                + "POST \(options.basePath)/predict/NAME")
    }

    private func refuseModel(_ request: HTTPRequest, _ run: HTTPByteRange) -> HTTPResponse {
        if host.modelCount == 0 { return refuseAll() }
        let name = unsafe RowRefusal.excerpt(decodedName(request, run) ?? request.bytes(run).bindMemory(to: UInt8.self))
        return refuse(.notFound, "there is no model \"\(name)\"\(reasonOfAbsence(name)); there are \(listOfNames)")
    }

    /// A bundle that was refused at start is not a name that was misspelt. Where it lies is no business of a client's.
    private func reasonOfAbsence(_ name: String) -> String {
        let isRefused = host.refusals.contains { refusal in
            // NAME/VERSION, or NAME when it has no version.
            let path = FilePath(refusal.bundle)
            let isVersion = path.lastComponent.map { Int($0.string) != nil } ?? false
            return (isVersion ? path.removingLastComponent() : path).lastComponent?.string == name
        }
        return isRefused ? ": its bundle was refused when the server started, whose log says why" : ""
    }
}
