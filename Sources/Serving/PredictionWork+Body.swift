internal import Bundles
internal import Codecs
internal import Tabular

extension PredictionWork {
    /// Reads a body straight into rows, scores them and writes the answer; returns the count of rows. After an error the answer holds
    /// anything.
    func answer(_ body: UnsafeRawBufferPointer, _ model: ServedModel, _ query: PredictionQuery) throws(RowRefusal) -> Int {
        switch unsafe try read(body, model, query) {
        case .answered(let rowCount): return rowCount
        case .one(let form):
            answerOne(form, model, query)
            return 1
        }
    }

    /// Reads a body. Of several rows the answer is written then; one is the first row of the block, and nothing is written.
    func read(_ body: UnsafeRawBufferPointer, _ model: ServedModel, _ query: PredictionQuery) throws(RowRefusal) -> BodyRows {
        let body = unsafe query.coding == .identity || body.count == 0 ? body : try decoded(body, query.coding)
        guard body.count > 0 else { throw .empty }
        var cursor = unsafe try cursor(body)
        var token = JSONToken()
        do { try cursor.next(into: &token) } catch { throw .malformed(error) }
        guard token.kind == .object else { throw .notAnObject(token.kind) }
        let instanceCount = try readBody(&cursor, &token, model, query)
        do { try cursor.finish() } catch { throw .malformed(error) }
        guard let instanceCount else { return .one(.flat) }
        return instanceCount == 1 ? .one(.onlyInstance) : .answered(instanceCount)
    }

    private func cursor(_ body: UnsafeRawBufferPointer) throws(RowRefusal) -> JSONCursor {
        do {
            return unsafe try JSONCursor(body.bindMemory(to: UInt8.self), scratch: memory.text, limits: jsonLimits)
        } catch {
            throw .malformed(error)
        }
    }

    /// The members of the body. Returns the count of the rows in `instances`, which are answered then unless it is one; nil when the body is one
    /// row. One row is the first of the block then.
    private func readBody(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ model: ServedModel, _ query: PredictionQuery
    ) throws(RowRefusal) -> Int? {
        let row = unsafe RowPlace(memory.rows)
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var shape: BodyShape?
        var givenCount = 0
        var isInOrder = true
        var instanceCount: Int?
        memory.beginBody()
        while true {
            if isInOrder, shape == nil { givenCount &+= readNumberRun(&cursor, from: givenCount, row, model) }
            guard unsafe try nextMember(&cursor, &name, &token) else { break }
            if token.kind == .array, let array = unsafe BodyShape(name) {
                unsafe try checkShape(array, name, after: shape, givenCount: givenCount, model)
                shape = array
                switch array {
                case .features: try readElements(&cursor, &token, row, model)
                case .instances: instanceCount = try answerInstances(&cursor, &token, model, query)
                }
            } else if let feature = unsafe feature(named: name, expected: givenCount, model) {
                if let shape { throw unsafe second(name, after: shape) }
                isInOrder = isInOrder && feature == givenCount
                unsafe try readFeature(token, feature, name, row, model)
                givenCount &+= 1
            } else {
                if let shape, unsafe BodyShape(name) == shape { throw unsafe second(name, after: shape) }
                unsafe try passExtra(&cursor, token, name, instance: nil, model)
            }
        }
        if shape == nil { try finishRow(givenCount: givenCount, row, model) }
        return instanceCount
    }

    /// A body has one shape, once.
    private func checkShape(
        _ shape: BodyShape, _ name: UnsafeBufferPointer<UInt8>, after previous: BodyShape?, givenCount: Int, _ model: ServedModel
    ) throws(RowRefusal) {
        if let previous { throw unsafe second(name, after: previous) }
        if givenCount > 0 {
            // The feature may have the shape's name.
            let isGiven = unsafe model.encoder.featureIndex(named: name).map { memory.isGiven($0) } ?? false
            throw isGiven ? .repeated(name: shape.name, instance: nil) : .mixed(shape: shape, name: firstGiven(model))
        }
        if unsafe memory.bodyHasExtra(name) { throw .repeated(name: shape.name, instance: nil) }
    }

    /// What is wrong with a member behind a shape.
    private func second(_ name: UnsafeBufferPointer<UInt8>, after shape: BodyShape) -> RowRefusal {
        unsafe BodyShape(name) == shape
            ? .repeated(name: shape.name, instance: nil) : .mixed(shape: shape, name: RowRefusal.excerpt(name))
    }

    private func firstGiven(_ model: ServedModel) -> String {
        let feature = (0..<model.featureCount).first { memory.isGiven($0) } ?? 0
        return model.bundle.manifest.contract.features[feature].name
    }
}
