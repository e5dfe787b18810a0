internal import Codecs
public import Network

/// What the handlers of all listeners have in common: the answer's memory, refusals, the base path, the health routes, and the count of
/// answers by status.
///
/// Thread rules: one thread. Answering health allocates nothing.
@safe public class ServiceHandler: RequestHandler {
    let host: ModelHost
    let options: ServingOptions
    let state: ServiceState
    let counters: ServingCounters
    /// Of the request that is being answered.
    let context: RequestContext
    private let compressor: AnswerCompressor
    private let answerMemory: AnswerMemory
    private let answerPlace: UnsafeMutablePointer<ByteBuffer>
    private let basePath: Phrases
    final let recorder: AnswerRecorder

    init(
        _ host: ModelHost, options: ServingOptions, state: ServiceState, counters: ServingCounters,
        answerMemory: AnswerMemory = AnswerMemory(), accessRing: AccessRing? = nil
    ) {
        precondition(counters.modelCount == host.modelCount, "counters for these models")
        self.host = host
        self.options = options
        self.state = state
        self.counters = counters
        context = RequestContext(options.requestIDs)
        compressor = AnswerCompressor(byteCountMin: options.compressedByteCountMin)
        self.answerMemory = answerMemory
        unsafe answerPlace = answerMemory.buffer
        basePath = Phrases([Array(options.basePath.utf8)])
        recorder = AnswerRecorder(counters, ring: accessRing, trustedHopCount: options.trustedHopCount)
    }

    /// What is answered, as far as it is written.
    final var answer: ByteBuffer {
        @inline(__always) _read { yield unsafe answerPlace.pointee }
        @inline(__always) _modify { yield unsafe &answerPlace.pointee }
    }

    public final override func respond(to request: HTTPRequest) -> HTTPResponse? {
        guard var response = wholeAnswer(to: request) else { return nil }
        end(request, &response)
        return response
    }

    /// What would refuse the request when its body is there refuses it before.
    public final override func admit(_ request: HTTPRequest) -> HTTPResponse? {
        guard var response = wholeAnswer(to: request), response.status.isRefusal else { return nil }
        end(request, &response)
        return response
    }

    public final override func handOver(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? {
        // No other request was looked at since this one had no answer.
        guard var refusal = unsafe take(exchange) else { return nil }
        unsafe end(exchange.pointee.request, &refusal)
        return refusal
    }

    public final override func refuseHandOver(_ request: HTTPRequest) -> HTTPResponse {
        var response = answerUntaken()
        end(request, &response)
        return response
    }

    public final override func nextGathered(_ response: inout HTTPResponse) -> UnsafeMutablePointer<Exchange>? {
        guard let exchange = unsafe nextGathered() else { return nil }
        let request = unsafe exchange.pointee.request
        answer.removeAll()
        unsafe context.begin(request.head, request.message)
        recorder.begin()
        response = answerGathered()
        compress(&response, request)
        end(request, &response)
        return unsafe exchange
    }

    public final override func willAnswer(_ exchange: UnsafeMutablePointer<Exchange>, with response: inout HTTPResponse) {
        let request = unsafe exchange.pointee.request
        unsafe context.begin(request.head, request.message)
        recorder.begin()
        unsafe noteReturn(exchange)
        end(request, &response)
    }

    /// Has the request of the exchange worked out by others: nil; or why not.
    func take(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? { preconditionFailure("nothing is handed over here") }

    /// The answer to a request that is to be handed over when no exchange is free.
    func answerUntaken() -> HTTPResponse { preconditionFailure("nothing is handed over here") }

    /// Whose answer `answerGathered` writes next; nil when nothing waits.
    func nextGathered() -> UnsafeMutablePointer<Exchange>? { nil }

    func answerGathered() -> HTTPResponse { preconditionFailure("nothing is gathered here") }

    /// Notes and counts what others did for the request of the exchange, which is back with its answer.
    func noteReturn(_ exchange: UnsafeMutablePointer<Exchange>) {}

    /// The answer as its resource makes it; nil where that is left to others.
    private func wholeAnswer(to request: HTTPRequest) -> HTTPResponse? {
        answer.removeAll()
        unsafe context.begin(request.head, request.message)
        recorder.begin()
        guard var response = responseByPath(request) else { return nil }
        compress(&response, request)
        return response
    }

    @inline(__always)
    private func compress(_ response: inout HTTPResponse, _ request: HTTPRequest) {
        if unsafe response.body.count >= compressor.byteCountMin {
            unsafe compressor.compress(&response, request.head, request.message)
        }
    }

    /// The request has this answer, which gets the fields that do not depend on the resource.
    @inline(__always)
    private func end(_ request: HTTPRequest, _ response: inout HTTPResponse) {
        if request.head.notedFields.contains(.serverTiming) { addTiming(request) }
        unsafe response.extraFields = context.lines
        recorder.end(request, response)
    }

    /// What a prediction took, for who asks (`X-Server-Timing: 1`).
    @inline(never)
    private func addTiming(_ request: HTTPRequest) {
        let value = unsafe request.bytes(request.head.serverTiming)
        guard unsafe value.count == 1 && value[0] == UInt8(ascii: "1"), recorder.notes.endNanoseconds != 0 else { return }
        context.addTiming(recorder.notes.stages)
    }

    public final override func refuse(_ refusal: HTTPRefusal) -> HTTPResponse {
        recorder.begin()
        let response = refuse(refusal.status, "\(refusal.reason)")
        recorder.end(response, from: refusal.peer)
        return response
    }

    public final override func refuse(_ refusal: HTTPRefusal, of request: HTTPRequest) -> HTTPResponse {
        unsafe context.begin(request.head, request.message)
        recorder.begin()
        // The one thing that loops wait for and answer with 503 is a worker.
        let kind: RefusalReason? = refusal.status == .serviceUnavailable ? .computeTimeout : nil
        noteRefusal(of: request, as: kind)
        var response = refuse(refusal.status, "\(refusal.reason)", as: kind)
        end(request, &response)
        return response
    }

    /// Notes which model the loop has refused the request of, and counts what became of it there.
    func noteRefusal(of request: HTTPRequest, as kind: RefusalReason?) {}

    public final override func didSend(at nanoseconds: UInt64) { recorder.sent(at: nanoseconds) }

    /// The answer of the listener's own routes. `path` is the request's path without the base path: empty, or from a slash on.
    /// Nil for a request that is to be handed over.
    func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse? {
        refuse(.notFound, "there is no such resource")
    }

    /// What the listener takes as a whole, as a field line.
    var methods: StaticString { "Allow: GET, HEAD, OPTIONS\r\n" }

    /// Balancers and containers ask for health where they like: at the bare path, and below the base path.
    private func responseByPath(_ request: HTTPRequest) -> HTTPResponse? {
        var path = request.head.path
        // `OPTIONS *`, or of a URI without a path, asks about the server as a whole (RFC 9110, section 9.3.7; RFC 9112, section 3.2.4).
        if path.isEmpty, request.head.method == .options, request.head.query.isEmpty { return answerOptions(methods) }
        if let response = respondHealth(request, path) { return response }
        if unsafe basePath[0].isEmpty { return route(request, path) }
        guard let byteCount = unsafe basePathByteCount(request.bytes(path)) else {
            return refuse(.notFound, "there is no such resource; every path but health begins with \(options.basePath)")
        }
        path.lowerBound += UInt32(byteCount)
        return respondHealth(request, path) ?? route(request, path)
    }

    /// The bytes of the base path; nil when `path` does not lie below it.
    func basePathByteCount(_ path: UnsafeRawBufferPointer) -> Int? {
        let base = unsafe basePath[0]
        guard unsafe Self.begins(path, with: base), unsafe path.count == base.count || path[base.count] == UInt8(ascii: "/")
        else { return nil }
        return base.count
    }

    /// Nil when the path is none of health's.
    private func respondHealth(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse? {
        let bytes = unsafe request.bytes(path)
        guard unsafe Self.begins(bytes, with: "/health") else { return nil }
        let question: ServiceState.Question
        switch bytes.count {
        case 7: question = .health
        case 12 where unsafe Self.begins(bytes, with: "/health/live"): question = .liveness
        case 13 where unsafe Self.begins(bytes, with: "/health/ready"): question = .readiness
        default: return nil
        }
        guard AllowedMethods.reading.allows(request.head.method) else { return answerMethod(of: request, .reading) }
        let (status, body) = unsafe state.answer(question)
        unsafe answer.append(contentsOf: body)
        return respond(status)
    }

    /// The answer to a request with a method that the resource itself does not take: which ones it takes, to OPTIONS, else the refusal.
    func answerMethod(of request: HTTPRequest, _ allowed: AllowedMethods) -> HTTPResponse {
        guard request.head.method == .options else {
            return refuse(.methodNotAllowed, "\(allowed.reason)", fields: allowed.field)
        }
        return answerOptions(allowed.field)
    }

    private func answerOptions(_ field: StaticString) -> HTTPResponse {
        answer.removeAll()
        return respond(.noContent, contentType: "", fields: field)
    }

    /// The answer that was written so far.
    func respond(
        _ status: HTTPStatus, contentType: StaticString = "application/json", fields: StaticString = ""
    ) -> HTTPResponse {
        unsafe HTTPResponse(status: status, contentType: contentType, fields: fields, body: answer.unsafeBytes)
    }

    /// `{"error": reason}`. It is counted as a refusal for `kind`, or for what its status tells.
    func refuse(
        _ status: HTTPStatus, _ reason: String, fields: StaticString = "", as kind: RefusalReason? = nil
    ) -> HTTPResponse {
        recorder.notes.refusal = kind ?? RefusalReason(status)
        answer.removeAll()
        answer.appendError(reason)
        return respond(status, fields: fields)
    }

    /// The names of the models that there are, for who asked for another.
    var listOfNames: String {
        let names = host.listing.prefix(Self.nameCountMax).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return host.modelCount > Self.nameCountMax ? names + " and \(host.modelCount - Self.nameCountMax) more" : names
    }

    /// Names in one error.
    private static let nameCountMax = 100

    static func begins(_ text: UnsafeRawBufferPointer, with prefix: StaticString) -> Bool {
        unsafe begins(text, with: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
    }

    static func begins(_ text: UnsafeRawBufferPointer, with prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= prefix.count else { return false }
        for index in 0..<prefix.count where unsafe text[index] != prefix[index] { return false }
        return true
    }
}
