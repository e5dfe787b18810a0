internal import Base
internal import Bundles
internal import Codecs
internal import Network

extension PredictionHandler {
    /// Rows of a model in, predictions out.
    func predict(_ request: HTTPRequest, _ model: ServedModel) -> HTTPResponse {
        if let response = refuseMedia(request) {
            counters.countRefusal(model: model.index)
            return response
        }
        guard let query = unsafe PredictionQuery(request.bytes(request.head.query)) else {
            return refuse(.badRequest, "the query is not understood; \(PredictionQuery.accepted)", model)
        }
        guard model.decision.hasProbabilities || query.probabilities != true else {
            let kind: StaticString = model.decision.task == .regression ? "a regression" : "a hinge model"
            return refuse(.badRequest, "\(kind) has no probabilities; \(PredictionQuery.accepted)", model)
        }
        guard request.hasBody else {
            return refuse(.lengthRequired, "a prediction needs a body, with Content-Length or chunked", model)
        }
        let start = MonotonicClock.nanoseconds
        let rowCount: Int
        do {
            rowCount = unsafe try work.answer(request.body, model, query)
        } catch {
            return refuse(error.status, error.text(model.bundle.manifest.contract), model)
        }
        counters.countPrediction(
            model: model.index, rowCount: rowCount, nanoseconds: MonotonicClock.nanoseconds &- start)
        return respond(.ok)
    }

    private func refuse(_ status: HTTPStatus, _ reason: String, _ model: ServedModel) -> HTTPResponse {
        counters.countRefusal(model: model.index)
        return refuse(status, reason)
    }

    /// A body in another format or coding than is understood; clients that name none send JSON.
    private func refuseMedia(_ request: HTTPRequest) -> HTTPResponse? {
        let head = request.head
        if !head.contentEncoding.isEmpty, unsafe !MediaType.isIdentity(request.bytes(head.contentEncoding)) {
            return refuse(
                .unsupportedMediaType, "Content-Encoding is not supported: send the body as it is",
                fields: "Accept-Encoding: identity\r\n")
        }
        if !head.contentType.isEmpty, unsafe !MediaType.isJSON(request.bytes(head.contentType)) {
            return refuse(.unsupportedMediaType, "Content-Type is not understood: accepted is application/json in UTF-8")
        }
        return nil
    }
}
