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
        recorder = AnswerRecorder(counters, ring: accessRing)
    }

    /// What is answered, as far as it is written.
    final var answer: ByteBuffer {
        @inline(__always) _read { yield unsafe answerPlace.pointee }
        @inline(__always) _modify { yield unsafe &answerPlace.pointee }
    }

    public final override func respond(to request: HTTPRequest) -> HTTPResponse {
        let response = wholeAnswer(to: request)
        recorder.end(request, response)
        return response
    }

    /// What would refuse the request when its body is there refuses it before.
    public final override func admit(_ request: HTTPRequest) -> HTTPResponse? {
        let response = wholeAnswer(to: request)
        guard response.status.isRefusal else { return nil }
        recorder.end(request, response)
        return response
    }

    /// The answer with the fields that do not depend on the resource.
    private func wholeAnswer(to request: HTTPRequest) -> HTTPResponse {
        answer.removeAll()
        unsafe context.begin(request.head, request.message)
        recorder.begin()
        var response = responseByPath(request)
        if unsafe response.body.count >= compressor.byteCountMin {
            unsafe compressor.compress(&response, request.head, request.message)
        }
        unsafe response.extraFields = context.lines
        return response
    }

    public final override func refuse(_ refusal: HTTPRefusal) -> HTTPResponse {
        recorder.begin()
        let response = refuse(refusal.status, "\(refusal.reason)")
        recorder.end(response)
        return response
    }

    public final override func didSend(at nanoseconds: UInt64) { recorder.sent(at: nanoseconds) }

    /// The answer of the listener's own routes. `path` is the request's path without the base path: empty, or from a slash on.
    func route(_ request: HTTPRequest, _ path: HTTPByteRange) -> HTTPResponse {
        refuse(.notFound, "there is no such resource")
    }

    /// What the listener takes as a whole, as a field line.
    var methods: StaticString { "Allow: GET, HEAD, OPTIONS\r\n" }

    /// Balancers and containers ask for health where they like: at the bare path, and below the base path.
    private func responseByPath(_ request: HTTPRequest) -> HTTPResponse {
        var path = request.head.path
        // `OPTIONS *` asks about the server as a whole (RFC 9110, section 9.3.7).
        if path.isEmpty, request.head.method == .options, request.head.target.count == 1 { return answerOptions(methods) }
        if let response = respondHealth(request, path) { return response }
        let base = unsafe basePath[0]
        guard base.count > 0 else { return route(request, path) }
        let bytes = unsafe request.bytes(path)
        guard unsafe Self.begins(bytes, with: base), unsafe bytes.count == base.count || bytes[base.count] == UInt8(ascii: "/")
        else {
            return refuse(.notFound, "there is no such resource; every path but health begins with \(options.basePath)")
        }
        path.lowerBound += UInt32(base.count)
        return respondHealth(request, path) ?? route(request, path)
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
        answer.append("{\"error\":" as StaticString)
        answer.appendJSONString(reason)
        answer.append("}" as StaticString)
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
