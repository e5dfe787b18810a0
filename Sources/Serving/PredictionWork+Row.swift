internal import Bundles
internal import Codecs
internal import Tabular

/// One row, from JSON to the numbers that the forest reads.
extension PredictionWork {
    /// The members of a row of `instances`.
    func readMembers(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ row: RowPlace, _ model: ServedModel
    ) throws(RowRefusal) {
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var givenCount = 0
        var isInOrder = true
        memory.beginRow()
        while true {
            if isInOrder { givenCount &+= readNumberRun(&cursor, from: givenCount, row, model) }
            guard unsafe try nextMember(&cursor, &name, &token) else { break }
            if let feature = unsafe feature(named: name, expected: givenCount, model) {
                isInOrder = isInOrder && feature == givenCount
                unsafe try readFeature(token, feature, name, row, model)
                givenCount &+= 1
            } else {
                unsafe try passExtra(&cursor, token, name, instance: row.instance, model)
            }
        }
        try finishRow(givenCount: givenCount, row, model)
    }

    /// The elements of `features`, or of a row of `instances`.
    func readElements(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ row: RowPlace, _ model: ServedModel
    ) throws(RowRefusal) {
        var count = 0
        while true {
            if count < model.featureCount {
                count &+= unsafe model.encoder.encodeNumbers(&cursor, from: count, row: row.codes)
            }
            guard try nextElement(&cursor, &token) else { break }
            if count < model.featureCount {
                try encode(token, feature: count, position: count, row, model)
            } else if token.kind == .array || token.kind == .object {
                try skip(&cursor)
            }
            count &+= 1
        }
        guard count == model.featureCount else { throw .elementCount(count, instance: row.instance) }
    }

    /// Features that stand there by name in the contract's order and are plain numbers, from `feature` on; all before it were given and
    /// none after it. Returns how many.
    func readNumberRun(_ cursor: inout JSONCursor, from feature: Int, _ row: RowPlace, _ model: ServedModel) -> Int {
        let count = unsafe model.encoder.encodeNamedNumbers(&cursor, from: feature, row: row.codes)
        for given in feature..<feature &+ count { _ = memory.give(given) }
        return count
    }

    /// A feature that is given by its name.
    func readFeature(
        _ token: JSONToken, _ feature: Int, _ name: UnsafeBufferPointer<UInt8>, _ row: RowPlace, _ model: ServedModel
    ) throws(RowRefusal) {
        guard memory.give(feature) else { throw unsafe .repeated(name: RowRefusal.excerpt(name), instance: row.instance) }
        try encode(token, feature: feature, position: nil, row, model)
    }

    /// The features that a row by name does not have, as the policy wants them.
    func finishRow(givenCount: Int, _ row: RowPlace, _ model: ServedModel) throws(RowRefusal) {
        guard givenCount > 0 else { throw .noFeature(instance: row.instance) }
        guard givenCount < model.featureCount else { return }
        for feature in 0..<model.featureCount where !memory.isGiven(feature) {
            let outcome = unsafe model.encoder.encodeAbsent(feature: feature, row: row.codes)
            counters.countViolation(.missingFeature, model: model.index)
            guard outcome.accepted else {
                throw .refused(
                    feature: feature, position: nil, instance: row.instance, violation: .missingFeature, found: "nothing")
            }
        }
    }

    /// Passes a member that is no feature, when the policy lets it pass and it stands there once.
    func passExtra(
        _ cursor: inout JSONCursor, _ token: JSONToken, _ name: UnsafeBufferPointer<UInt8>, instance: Int?, _ model: ServedModel
    ) throws(RowRefusal) {
        counters.countViolation(.extraField, model: model.index)
        guard model.encoder.outcomeOfExtraField().accepted else {
            // In the body an array of this name would be no field, but a shape.
            if instance == nil, let shape = unsafe BodyShape(name) { throw .notAnArray(shape, token.kind) }
            throw unsafe .extraField(name: RowRefusal.excerpt(name), instance: instance)
        }
        switch unsafe memory.insertExtra(name, isInRow: instance != nil) {
        case .inserted: break
        case .repeated: throw unsafe .repeated(name: RowRefusal.excerpt(name), instance: instance)
        case .full: throw .tooManyExtraFields(countMax: options.extraFieldCountMax, instance: instance)
        }
        if token.kind == .array || token.kind == .object { try skip(&cursor) }
    }

    /// One value into its place in the row. `null` is a missing value; an array or object is none at all.
    private func encode(
        _ token: JSONToken, feature: Int, position: Int?, _ row: RowPlace, _ model: ServedModel
    ) throws(RowRefusal) {
        let outcome: RowEncoder.Outcome
        switch token.kind {
        case .number:
            outcome = unsafe model.encoder.encode(number: token.number, text: token.text, feature: feature, row: row.codes)
        case .string: outcome = unsafe model.encode(text: token.text, feature: feature, row: row.codes)
        case .true: outcome = unsafe model.encoder.encode(boolean: true, feature: feature, row: row.codes)
        case .false: outcome = unsafe model.encoder.encode(boolean: false, feature: feature, row: row.codes)
        case .null:
            unsafe model.encoder.setMissing(feature: feature, row: row.codes)
            return
        case .array, .object: outcome = RowEncoder.Outcome(accepted: false, violation: .wrongType)
        }
        guard let violation = outcome.violation else { return }
        counters.countViolation(violation, model: model.index)
        guard outcome.accepted else {
            throw .refused(
                feature: feature, position: position, instance: row.instance, violation: violation,
                found: RowRefusal.found(token))
        }
    }

    /// Most clients name the features in the contract's order: that place is tried first.
    func feature(named name: UnsafeBufferPointer<UInt8>, expected: Int, _ model: ServedModel) -> Int? {
        if expected < model.featureCount, unsafe model.featureNames.isEqual(expected, to: name) { return expected }
        return unsafe model.encoder.featureIndex(named: name)
    }

    func nextMember(
        _ cursor: inout JSONCursor, _ name: inout UnsafeBufferPointer<UInt8>, _ token: inout JSONToken
    ) throws(RowRefusal) -> Bool {
        do { return unsafe try cursor.nextMember(name: &name, into: &token) } catch { throw .malformed(error) }
    }

    func nextElement(_ cursor: inout JSONCursor, _ token: inout JSONToken) throws(RowRefusal) -> Bool {
        do { return try cursor.nextElement(into: &token) } catch { throw .malformed(error) }
    }

    private func skip(_ cursor: inout JSONCursor) throws(RowRefusal) {
        do { try cursor.skipContainer() } catch { throw .malformed(error) }
    }
}
