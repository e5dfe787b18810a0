internal import Codecs
internal import Tabular

/// One record, member by member or element by element.
extension MemberReader {
    func readMembers(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ place: inout RowInProgress, _ counts: inout ContractCounts,
        _ refusals: inout RefusalList
    ) throws(JSONError) -> Malformation? {
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var givenCount = 0
        extraNames.removeAll()
        while unsafe try cursor.nextMember(name: &name, into: &token) {
            let keptIndex = unsafe keptIndex(named: name)
            var isExtra = false
            let feature = unsafe feature(named: name, expected: givenCount)
            if feature >= 0 {
                if givenBy[feature] == rowNumber { return repeated(featureNames[feature]) }
                givenBy[feature] = rowNumber
                givenCount &+= 1
                encode(token, feature, &place, &counts, &refusals)
            } else {
                switch unsafe extraNames.insert(name) {
                case .inserted: break
                case .repeated: return unsafe repeated(Array(name))
                case .full:
                    return Malformation(reason: "has more than \(JSONMemberNames.standardCountMax) members that are no feature")
                }
                isExtra = unsafe keptIndex == nil && !ignoredNames.contains(Array(name))
                if isExtra { unsafe noteExtra(name, &place, &refusals) }
            }
            if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
            let span = Span(begin: token.offset, end: cursor.offset)
            if let keptIndex { keep(keptIndex, place, span) }
            if mayHaveTemplate {
                members.append(
                    MemberTemplate.Member(
                        span: span, feature: feature, isCategory: feature >= 0 && isCategory[feature], keptIndex: keptIndex,
                        isExtra: isExtra))
            }
        }
        if givenCount == 0 { return Malformation(reason: "the object has none of the model's features") }
        guard givenCount < encoder.featureCount else { return nil }
        for feature in 0..<encoder.featureCount where givenBy[feature] != rowNumber {
            unsafe note(encoder.encodeAbsent(feature: feature, row: place.codes), nil, feature, &place, &counts, &refusals)
        }
        return nil
    }

    func readElements(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ place: inout RowInProgress, _ counts: inout ContractCounts,
        _ refusals: inout RefusalList
    ) throws(JSONError) -> Malformation? {
        var count = 0
        while try cursor.nextElement(into: &token) {
            if count < elementFeatures.count, elementFeatures[count] >= 0 {
                encode(token, elementFeatures[count], &place, &counts, &refusals)
            }
            if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
            for (index, field) in kept.enumerated() where field == .column(count) {
                keep(index, place, Span(begin: token.offset, end: cursor.offset))
            }
            count &+= 1
        }
        guard count == elementFeatures.count || rules.acceptsMoreElements && count > elementFeatures.count else {
            return Malformation(reason: "the array has \(count) elements, \(elementFeatures.count) are accepted")
        }
        for feature in 0..<encoder.featureCount where rules.elements.map({ $0.columns[feature] < 0 }) ?? false {
            unsafe note(encoder.encodeAbsent(feature: feature, row: place.codes), nil, feature, &place, &counts, &refusals)
        }
        return nil
    }

    private func repeated(_ name: [UInt8]) -> Malformation {
        Malformation(reason: "\"\(String(decoding: name.prefix(64), as: UTF8.self))\" is given more than once")
    }

    private func keep(_ index: Int, _ place: RowInProgress, _ span: Span) {
        keptSpans[(place.row &- firstKeptRow) &* kept.count &+ index] = span
    }

    private func keptIndex(named name: UnsafeBufferPointer<UInt8>) -> Int? {
        for (index, field) in kept.enumerated() {
            if case .member(let kept) = field, unsafe kept.utf8.elementsEqual(name) { return index }
        }
        return nil
    }

    /// Most records name the features in the contract's order: that place is tried first. -1 for no feature.
    private func feature(named name: UnsafeBufferPointer<UInt8>, expected: Int) -> Int {
        var feature = -1
        if expected < featureNames.count, featureNames[expected].count == name.count,
            unsafe featureNames[expected].elementsEqual(name)
        {
            feature = expected
        } else {
            feature = unsafe encoder.featureIndex(named: name) ?? -1
        }
        return feature >= 0 && isSelected[feature] ? feature : -1
    }

    private func noteExtra(_ name: UnsafeBufferPointer<UInt8>, _ place: inout RowInProgress, _ refusals: inout RefusalList) {
        // What the input filter leaves out is not there.
        guard rules.selectedNames == nil else { return }
        place.extraCount &+= 1
        guard !encoder.outcomeOfExtraField().accepted else { return }
        place.isAccepted = false
        unsafe refusals.add(
            RecordRefusal(row: place.row, feature: nil, reason: .violation(.extraField), value: RecordRefusal.excerpt(name)))
    }

    private func encode(
        _ token: JSONToken, _ feature: Int, _ place: inout RowInProgress, _ counts: inout ContractCounts,
        _ refusals: inout RefusalList
    ) {
        let outcome: RowEncoder.Outcome
        switch token.kind {
        case .number:
            outcome = unsafe encoder.encode(number: token.number, text: token.text, feature: feature, row: place.codes)
        case .string: outcome = unsafe encoder.encode(string: token.text, feature: feature, row: place.codes)
        case .true: outcome = unsafe encoder.encode(boolean: true, feature: feature, row: place.codes)
        case .false: outcome = unsafe encoder.encode(boolean: false, feature: feature, row: place.codes)
        case .null:
            unsafe encoder.setMissing(feature: feature, row: place.codes)
            return
        case .array, .object:
            unsafe encoder.setMissing(feature: feature, row: place.codes)
            outcome = RowEncoder.Outcome(accepted: false, violation: .wrongType)
        }
        note(outcome, token, feature, &place, &counts, &refusals)
    }

    private func note(
        _ outcome: RowEncoder.Outcome, _ token: JSONToken?, _ feature: Int, _ place: inout RowInProgress,
        _ counts: inout ContractCounts, _ refusals: inout RefusalList
    ) {
        guard let violation = outcome.violation else { return }
        counts.add(violation, feature: feature)
        guard !outcome.accepted else { return }
        place.isAccepted = false
        refusals.add(
            RecordRefusal(row: place.row, feature: feature, reason: .violation(violation), value: Self.found(token)))
    }

    private static func found(_ token: JSONToken?) -> String {
        switch token?.kind {
        case nil: ""
        case .null: "null"
        case .true: "true"
        case .false: "false"
        case .array: "an array"
        case .object: "an object"
        case .number, .string: unsafe RecordRefusal.excerpt(token!.text)
        }
    }
}
