internal import Bundles
internal import Codecs
internal import Tabular

extension PredictionHandler {
    /// Reads a body straight into the row: an object of features by name, or `{"features": [...]}` in the contract's order.
    func readRow(_ body: UnsafeRawBufferPointer, _ model: ServedModel) throws(RowRefusal) {
        memory.beginRow()
        var cursor = unsafe try cursor(body)
        var token = JSONToken()
        do { try cursor.next(into: &token) } catch { throw .malformed(error) }
        guard token.kind == .object else { throw .notAnObject(token.kind) }
        try readMembers(&cursor, &token, model)
        do { try cursor.finish() } catch { throw .malformed(error) }
    }

    private func cursor(_ body: UnsafeRawBufferPointer) throws(RowRefusal) -> JSONCursor {
        do { return unsafe try JSONCursor(body.bindMemory(to: UInt8.self), scratch: memory.text) } catch {
            throw .malformed(error)
        }
    }

    private func readMembers(_ cursor: inout JSONCursor, _ token: inout JSONToken, _ model: ServedModel) throws(RowRefusal) {
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var hasArray = false
        var givenCount = 0
        while unsafe try nextMember(&cursor, &name, &token) {
            if token.kind == .array, unsafe Self.isFeatures(name) {
                guard !hasArray else { throw .repeated(name: "features") }
                guard givenCount == 0 else { throw .mixed(name: firstGiven(model)) }
                hasArray = true
                try readElements(&cursor, &token, model)
            } else if let feature = unsafe feature(named: name, expected: givenCount, model) {
                guard !hasArray else { throw unsafe .mixed(name: RowRefusal.excerpt(name)) }
                guard memory.give(feature) else { throw unsafe .repeated(name: RowRefusal.excerpt(name)) }
                givenCount &+= 1
                try encode(token, feature: feature, position: nil, model)
            } else {
                guard model.encoder.outcomeOfExtraField().accepted else {
                    throw unsafe .extraField(name: RowRefusal.excerpt(name))
                }
                if token.kind == .array || token.kind == .object { try skip(&cursor) }
            }
        }
        guard hasArray || givenCount > 0 else { throw .noFeature }
        if !hasArray, givenCount < model.featureCount { try encodeAbsent(model) }
    }

    /// The elements of `features`.
    private func readElements(_ cursor: inout JSONCursor, _ token: inout JSONToken, _ model: ServedModel) throws(RowRefusal) {
        var count = 0
        while try nextElement(&cursor, &token) {
            if count < model.featureCount {
                try encode(token, feature: count, position: count, model)
            } else if token.kind == .array || token.kind == .object {
                try skip(&cursor)
            }
            count &+= 1
        }
        guard count == model.featureCount else { throw .elementCount(count) }
    }

    /// One value into its place in the row. `null` is a missing value; an array or object is none at all.
    private func encode(_ token: JSONToken, feature: Int, position: Int?, _ model: ServedModel) throws(RowRefusal) {
        let place = unsafe memory.row + feature
        let outcome: RowEncoder.Outcome
        switch token.kind {
        case .number:
            outcome = unsafe model.encoder.encode(number: token.number, text: token.text, feature: feature, into: &place.pointee)
        case .string: outcome = unsafe encode(text: token.text, feature: feature, into: &place.pointee, model)
        case .true: outcome = unsafe model.encoder.encode(boolean: true, feature: feature, into: &place.pointee)
        case .false: outcome = unsafe model.encoder.encode(boolean: false, feature: feature, into: &place.pointee)
        case .null:
            unsafe place.pointee = .nan
            return
        case .array, .object: outcome = RowEncoder.Outcome(accepted: false, violation: .wrongType)
        }
        guard outcome.accepted else {
            throw .refused(
                feature: feature, position: position, violation: outcome.violation ?? .wrongType, found: RowRefusal.found(token))
        }
    }

    /// A JSON string for a number is a missing marker, or one of the values that JSON has no number for. A number in quotation marks is the
    /// wrong type, though the same bytes in CSV would be a number: a client that sends texts has mixed something up.
    private func encode(
        text: UnsafeBufferPointer<UInt8>, feature: Int, into code: inout Float, _ model: ServedModel
    ) -> RowEncoder.Outcome {
        if model.isNumeric[feature], unsafe NumberParser.float(text) != nil {
            code = .nan
            return RowEncoder.Outcome(accepted: model.encoder.contract.policy == .repair, violation: .wrongType)
        }
        return unsafe model.encoder.encode(text: text, feature: feature, into: &code)
    }

    /// The features that the body does not have, as the policy wants them.
    private func encodeAbsent(_ model: ServedModel) throws(RowRefusal) {
        for feature in 0..<model.featureCount where !memory.isGiven(feature) {
            let place = unsafe memory.row + feature
            guard unsafe model.encoder.encodeAbsent(feature: feature, into: &place.pointee).accepted else {
                throw .refused(feature: feature, position: nil, violation: .missingFeature, found: "nothing")
            }
        }
    }

    /// Most clients name the features in the contract's order: that place is tried first.
    private func feature(named name: UnsafeBufferPointer<UInt8>, expected: Int, _ model: ServedModel) -> Int? {
        if expected < model.featureCount, unsafe model.featureNames.isEqual(expected, to: name) { return expected }
        return unsafe model.encoder.featureIndex(named: name)
    }

    private func firstGiven(_ model: ServedModel) -> String {
        let feature = (0..<model.featureCount).first { memory.isGiven($0) } ?? 0
        return model.bundle.manifest.contract.features[feature].name
    }

    private static func isFeatures(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe name.count == 8 && begins(UnsafeRawBufferPointer(name), with: "features")
    }

    private func nextMember(
        _ cursor: inout JSONCursor, _ name: inout UnsafeBufferPointer<UInt8>, _ token: inout JSONToken
    ) throws(RowRefusal) -> Bool {
        do { return unsafe try cursor.nextMember(name: &name, into: &token) } catch { throw .malformed(error) }
    }

    private func nextElement(_ cursor: inout JSONCursor, _ token: inout JSONToken) throws(RowRefusal) -> Bool {
        do { return try cursor.nextElement(into: &token) } catch { throw .malformed(error) }
    }

    private func skip(_ cursor: inout JSONCursor) throws(RowRefusal) {
        do { try cursor.skipContainer() } catch { throw .malformed(error) }
    }
}
