internal import Base
internal import Bundles
internal import Codecs
internal import Network

extension PredictionHandler {
    /// Rows of a model in, predictions out; nil for what is to be handed over.
    func predict(_ request: HTTPRequest, _ model: ServedModel) -> HTTPResponse? {
        recorder.notes.model = model.index
        guard let coding = Self.bodyCoding(request) else { return refuseCoding(model) }
        guard Self.isJSON(request) else {
            return refuse(
                .unsupportedMediaType, "Content-Type is not understood: accepted is application/json in UTF-8, given once",
                .mediaType, model)
        }
        guard var query = unsafe PredictionQuery(request.bytes(request.head.query)) else {
            return refuse(.badRequest, "the query is not understood; \(PredictionQuery.accepted)", .query, model)
        }
        guard model.decision.hasProbabilities || query.probabilities != true else {
            let kind: StaticString = model.decision.task == .regression ? "a regression" : "a hinge model"
            return refuse(
                .badRequest, "\(kind) has no probabilities; accepted are margin=1 (or 0) and probabilities=0", .query, model)
        }
        guard request.hasBody else {
            return refuse(.lengthRequired, "a prediction needs a body, with Content-Length or chunked", .noBody, model)
        }
        query.coding = coding
        if request.head.notedFields.contains(.requestTimeout), let refusal = setDeadline(&query, request, model) {
            return refusal
        }
        if let nanoseconds = heavyNanoseconds(request, coding, model) {
            unsafe pending = Pending(model: Unmanaged.passUnretained(model), query: query, estimatedNanoseconds: nanoseconds)
            return request.isAnnouncement ? announce(nanoseconds, query, model) : nil
        }
        // Nothing is wrong with the head; what the answer is depends on the body.
        if request.isAnnouncement { return respond(.ok) }
        work.clock.begin(at: recorder.beginning(of: request.takenUpNanoseconds))
        do {
            let rowCount: Int
            switch unsafe try work.read(request.body, model, query) {
            case .answered(let count): rowCount = count
            case .one(let form):
                if gathers(model) {
                    wait(form, model, query)
                    return nil
                }
                work.answerOne(form, model, query)
                rowCount = 1
            }
            noteWork(model, rowCount: rowCount)
            learn(request, coding, rowCount: rowCount, model)
        } catch {
            noteWork(model, rowCount: 0)
            return refuse(error.status, error.text(model.bundle.manifest.contract), error.reason, model)
        }
        counters.countPrediction(
            model: model.index, rowCount: recorder.notes.rowCount, stages: recorder.notes.stages)
        return respond(.ok)
    }

    /// What the work took, whatever came of it.
    private func noteWork(_ model: ServedModel, rowCount: Int) {
        let (stages, nanoseconds) = work.clock.end()
        recorder.notes.rowCount = rowCount
        recorder.notes.stages = stages
        recorder.notes.endNanoseconds = nanoseconds
        counters.countWork(model: model.index, nanoseconds: stages.sum)
    }

    /// How long rows are is learned from those that were answered.
    @inline(__always)
    private func learn(_ request: HTTPRequest, _ coding: ContentCoding, rowCount: Int, _ model: ServedModel) {
        guard rowCount > 1, coding == .identity, let costs = unsafe costs else { return }
        let bodyByteCount = unsafe request.body.count
        unsafe costs._withUnsafeGuaranteedRef { $0.learn(bodyByteCount: bodyByteCount, rowCount: rowCount, model) }
    }

    /// Until when the client waits, into the query; or why there is no use in it.
    @inline(never)
    private func setDeadline(_ query: inout PredictionQuery, _ request: HTTPRequest, _ model: ServedModel) -> HTTPResponse? {
        guard !request.head.repeatedFields.contains(.requestTimeout),
            let milliseconds = unsafe RequestTimeout.milliseconds(request.bytes(request.head.requestTimeout))
        else {
            return refuse(.badRequest, RequestTimeout.accepted, .query, model)
        }
        query.deadlineNanoseconds = request.receivedNanoseconds &+ milliseconds &* 1_000_000
        return query.isLate ? refuse(.deadline, model) : nil
    }

    func refuse(_ status: HTTPStatus, _ text: String, _ reason: RefusalReason, _ model: ServedModel) -> HTTPResponse {
        counters.countRefusal(model: model.index, isByLoad: reason.isByLoad)
        return refuse(status, text, as: reason)
    }

    /// Nil for a coding that is not understood, and for more than one.
    private static func bodyCoding(_ request: HTTPRequest) -> ContentCoding? {
        let head = request.head
        if head.contentEncoding.isEmpty { return head.repeatedFields.contains(.contentEncoding) ? nil : .identity }
        guard !head.repeatedFields.contains(.contentEncoding) else { return nil }
        return ContentCoding(unsafe Span<UInt8>(_unsafeBytes: request.message), list: head.contentEncoding)
    }

    private func refuseCoding(_ model: ServedModel) -> HTTPResponse {
        counters.countRefusal(model: model.index)
        return refuse(
            .unsupportedMediaType, "Content-Encoding is not understood: accepted is gzip, deflate or identity, one of them",
            fields: "Accept-Encoding: gzip, deflate, identity\r\n")
    }

    /// Clients that name no type send JSON.
    private static func isJSON(_ request: HTTPRequest) -> Bool {
        let head = request.head
        if head.repeatedFields.contains(.contentType) { return false }
        return head.contentType.isEmpty || MediaType.isJSON(unsafe Span<UInt8>(_unsafeBytes: request.message), head.contentType)
    }
}
