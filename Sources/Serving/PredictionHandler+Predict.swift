internal import Bundles
internal import Codecs
internal import Network

extension PredictionHandler {
    /// `POST /predict/NAME`.
    func predict(_ request: HTTPRequest, _ model: ServedModel) -> HTTPResponse {
        if let refusal = refuseMedia(request) { return refusal }
        guard let wantsMargin = wantsMargin(request) else {
            return refuse(.badRequest, "the query is not understood; accepted is margin=1 (or margin=0)")
        }
        guard request.head.contentLength != nil else {
            return refuse(.lengthRequired, "a prediction needs a body, and Content-Length")
        }
        do {
            try unsafe readRow(request.body, model)
        } catch {
            return refuse(.badRequest, error.text(model.bundle.manifest.contract))
        }
        let memory = memory
        unsafe model.score(memory.row, margins: memory.margins, predictions: memory.predictions)
        unsafe model.writeAnswer(
            predictions: memory.predictions, margins: wantsMargin ? UnsafePointer(memory.margins) : nil, into: &answer)
        return respond(.ok)
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

    /// What the query asks for; nil when it is not understood. A misspelt parameter is an error, since it would be missed in silence.
    private func wantsMargin(_ request: HTTPRequest) -> Bool? {
        guard !request.head.query.isEmpty else { return false }
        let query = unsafe request.bytes(request.head.query)
        if unsafe query.count == 8 && Self.begins(query, with: "margin=1") { return true }
        if unsafe query.count == 8 && Self.begins(query, with: "margin=0") { return false }
        return nil
    }
}
