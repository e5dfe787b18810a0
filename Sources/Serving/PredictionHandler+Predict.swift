internal import Bundles
internal import Codecs
internal import Forest
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
        unsafe model.scorer.margins(
            rows: memory.row, rowCount: 1, rowStride: model.featureCount, into: memory.margins)
        unsafe model.scorer.predictions(margins: memory.margins, rowCount: 1, into: memory.predictions)
        writeAnswer(model, wantsMargin: wantsMargin)
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

    private func writeAnswer(_ model: ServedModel, wantsMargin: Bool) {
        let decision = model.decision
        unsafe answer.append(contentsOf: model.opening[0])
        switch decision.task {
        case .regression:
            unsafe append(memory.predictions[0], decision.isFloat32)
        case .binary:
            unsafe answer.append(contentsOf: model.classValues[decision.classIndex(memory.predictions)])
            answer.append(",\"probability\":" as StaticString)
            unsafe append(memory.predictions[0], decision.isFloat32)
        case .multiclass:
            unsafe answer.append(contentsOf: model.classValues[decision.classIndex(memory.predictions)])
            answer.append(",\"probabilities\":" as StaticString)
            unsafe appendByClass(memory.predictions, model)
        }
        if decision.task != .regression {
            answer.append(",\"confidence\":" as StaticString)
            unsafe append(decision.confidence(memory.predictions), decision.isFloat32)
        }
        if wantsMargin {
            answer.append(",\"margin\":" as StaticString)
            if decision.outputCount == 1 {
                unsafe append(memory.margins[0], decision.isFloat32)
            } else {
                unsafe appendByClass(memory.margins, model)
            }
        }
        answer.append(UInt8(ascii: "}"))
    }

    private func appendByClass(_ values: UnsafePointer<Double>, _ model: ServedModel) {
        for output in 0..<model.outputCount {
            answer.append(output == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            unsafe answer.append(contentsOf: model.classMembers[output])
            unsafe append(values[output], model.decision.isFloat32)
        }
        answer.append(UInt8(ascii: "}"))
    }

    /// The shortest decimal that reads back as the same value; a text for what JSON has no number for.
    private func append(_ value: Double, _ isFloat32: Bool) {
        let isQuoted = !value.isFinite
        if isQuoted { answer.append(UInt8(ascii: "\"")) }
        if isFloat32 { answer.append(Float(value)) } else { answer.append(value) }
        if isQuoted { answer.append(UInt8(ascii: "\"")) }
    }
}
