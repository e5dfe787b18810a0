internal import Codecs
internal import Tabular

/// Reads JSON records into rows by the rules of the server's instances: objects by name, arrays by place, strict, each name once.
///
/// Owns what it works with, and notes where the members and elements stand that the output keeps. Used by one thread at a time.
@safe final class MemberReader {
    /// A part of a record's bytes.
    struct Span {
        var begin = 0
        var end = 0
    }

    /// Why a record is none.
    private struct Malformation: Error {
        var reason: String
    }

    let encoder: RowEncoder
    private let rules: MemberRules
    private let kept: [RecordField]
    private let isSelected: [Bool]
    private let elementFeatures: [Int]
    private let ignoredNames: Set<[UInt8]>
    private let featureNames: [[UInt8]]
    private let isCategory: [Bool]
    private let extraNames = MemberNames()
    /// The row that gave each feature last: no clearing between rows.
    private var givenBy: [UInt64]
    private var rowNumber: UInt64 = 0
    private var scratch: UnsafeMutableBufferPointer<UInt8>
    private static let scratchByteCountMin = 4096
    /// Row by row where the kept parts stand; empty for what is not there.
    private(set) var keptSpans: [Span] = []
    private var firstKeptRow = 0
    /// How the last object was spelled; nil when rows like it must be read one by one.
    private var template: MemberTemplate?
    /// The members of the object that is being read, while they may become a template.
    private var members: [MemberTemplate.Member] = []
    /// The values of the rows that are like the template.
    private var entries: [UInt64] = []
    private let mayHaveTemplate: Bool

    init(_ encoder: RowEncoder, _ rules: MemberRules, kept: [RecordField]) {
        self.encoder = encoder
        self.rules = rules
        self.kept = kept
        let names = encoder.contract.features.map { Array($0.name.utf8) }
        featureNames = names
        let selected = rules.selectedNames.map { Set($0.map { Array($0.utf8) }) }
        isSelected = names.map { selected?.contains($0) ?? true }
        ignoredNames = Set(rules.ignoredNames.map { Array($0.utf8) })
        var elementFeatures = [Int](repeating: -1, count: rules.elements == nil ? encoder.featureCount : rules.elementCount)
        for feature in 0..<encoder.featureCount {
            let element = rules.elements?.columns[feature] ?? feature
            if element >= 0 { elementFeatures[element] = feature }
        }
        self.elementFeatures = elementFeatures
        givenBy = [UInt64](repeating: 0, count: encoder.featureCount)
        // null is an empty field to a template: that must not be a category.
        let listsEmpty = encoder.contract.features.contains { $0.transforms.contains { $0.lists("") } }
        isCategory = encoder.contract.features.map { $0.transforms.contains { $0 != .identity } }
        mayHaveTemplate = rules.selectedNames == nil && !listsEmpty && encoder.featureCount > 0
        unsafe scratch = .allocate(capacity: Self.scratchByteCountMin)
    }

    deinit { unsafe scratch.deallocate() }

    /// Encodes the rows as ``RecordEncoder`` says.
    func encode(
        _ block: RecordBlock, _ rows: Range<Int>, _ codes: UnsafeMutableRawBufferPointer, _ stride: Int,
        _ accepted: UnsafeMutableBufferPointer<Bool>, _ counts: inout ContractCounts, _ refusals: inout RefusalList
    ) {
        let rowByteCount = stride * encoder.width.elementByteCount
        precondition(codes.count >= rows.count * rowByteCount && accepted.count >= rows.count, "no room")
        keptSpans.removeAll(keepingCapacity: true)
        keptSpans.append(contentsOf: repeatElement(Span(), count: rows.count * kept.count))
        firstKeptRow = rows.lowerBound
        var row = rows.lowerBound
        while row < rows.upperBound {
            let index = row &- rows.lowerBound
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: codes[(index &* rowByteCount)...])
            let flags = unsafe UnsafeMutableBufferPointer(rebasing: accepted[index...])
            let likeCount = unsafe encodeLike(block, row..<rows.upperBound, rest, stride, flags, &counts, &refusals)
            row &+= likeCount
            if likeCount == 0 {
                unsafe flags[0] = unsafe encode(block, row, rest.baseAddress!, &counts, &refusals)
                row &+= 1
            }
        }
    }

    /// Encodes the first rows as long as they are spelled like the one before; returns their count.
    private func encodeLike(
        _ block: RecordBlock, _ rows: Range<Int>, _ codes: UnsafeMutableRawBufferPointer, _ stride: Int,
        _ accepted: UnsafeMutableBufferPointer<Bool>, _ counts: inout ContractCounts, _ refusals: inout RefusalList
    ) -> Int {
        guard let template else { return 0 }
        let bytes = unsafe UnsafePointer(block.text.bytes.assumingMemoryBound(to: UInt8.self))
        let memberCount = template.memberCount
        if entries.count < rows.count * memberCount {
            entries = [UInt64](repeating: 0, count: rows.count * memberCount)
        }
        return unsafe entries.withUnsafeMutableBufferPointer { entries in
            var count = 0
            while count < rows.count,
                unsafe template.match(
                    bytes, block.text.places[rows.lowerBound &+ count], entries.baseAddress! + count &* memberCount)
            {
                count &+= 1
            }
            guard count > 0 else { return 0 }
            var refused = RefusedFieldList(countMax: refusals.countMax)
            let table = unsafe FieldTable(
                bytes: bytes, entries: entries.baseAddress!, columnCount: memberCount, rowCount: count)
            unsafe encoder.encodeRows(
                of: table, rows: 0..<count, columns: template.columns, into: codes, stride: stride, accepted: accepted,
                counts: &counts, refused: &refused)
            for index in 0..<count where !kept.isEmpty {
                unsafe keepEntries(bytes, block, rows.lowerBound + index, entries.baseAddress! + index * memberCount)
            }
            list(refused, rows.lowerBound, &refusals) { row, feature in
                let entry = unsafe entries[row * memberCount + template.columns.columns[feature]]
                return unsafe RecordRefusal.excerpt(
                    UnsafeBufferPointer(start: bytes + Int(entry & 0xFFFF_FFFF), count: Int(entry >> 32 &- entry & 0xFFFF_FFFF)))
            }
            return count
        }
    }

    private func list(
        _ refused: RefusedFieldList, _ firstRow: Int, _ refusals: inout RefusalList, value: (Int, Int) -> String
    ) {
        for field in refused.inOrder {
            refusals.add(
                RecordRefusal(
                    row: firstRow + field.row, feature: field.feature, reason: .violation(field.violation),
                    value: field.feature.map { value(field.row, $0) } ?? ""))
        }
        refusals.leftOutCount += refused.leftOutCount
    }

    /// Notes where the kept values of a row stand: a string's entry lacks its quotes, that of null is empty.
    private func keepEntries(
        _ bytes: UnsafePointer<UInt8>, _ block: RecordBlock, _ row: Int, _ entries: UnsafePointer<UInt64>
    ) {
        let recordBegin = Int(block.text.places[row].begin)
        for (index, member) in template!.keptMembers.enumerated() where member >= 0 {
            let begin = unsafe Int(entries[member] & 0xFFFF_FFFF)
            let end = unsafe Int(entries[member] >> 32)
            let isString = unsafe bytes[begin - 1] == UInt8(ascii: "\"")
            keptSpans[(row - firstKeptRow) * kept.count + index] =
                isString
                ? Span(begin: begin - 1 - recordBegin, end: end + 1 - recordBegin)
                : Span(begin: begin - recordBegin, end: (begin == end ? end + 4 : end) - recordBegin)
        }
    }

    /// Encodes one row as JSON; says whether it is accepted.
    private func encode(
        _ block: RecordBlock, _ row: Int, _ codes: UnsafeMutableRawPointer, _ counts: inout ContractCounts,
        _ refusals: inout RefusalList
    ) -> Bool {
        var place = unsafe RowInProgress(row: row, codes: codes)
        members.removeAll(keepingCapacity: true)
        do throws(Malformation) {
            unsafe try read(block.text.record(row), &place, &counts, &refusals)
            learn(block, place)
        } catch {
            place.isAccepted = false
            counts.addMalformedRow()
            for feature in 0..<encoder.featureCount { unsafe encoder.setMissing(feature: feature, row: place.codes) }
            for index in 0..<kept.count { keptSpans[(row - firstKeptRow) * kept.count + index] = Span() }
            unsafe refusals.add(
                RecordRefusal(
                    row: row, feature: nil, reason: .malformed(error.reason),
                    value: RecordRefusal.excerpt(block.text.record(row))))
        }
        counts.addRows(1, accepted: place.isAccepted ? 1 : 0, extraFieldCount: place.extraCount)
        return place.isAccepted
    }

    /// Makes the row the template of the next ones when it has all features, in an object, and nothing that is refused for its name.
    private func learn(_ block: RecordBlock, _ place: RowInProgress) {
        let isRefused = place.extraCount > 0 && !encoder.outcomeOfExtraField().accepted
        guard mayHaveTemplate, !isRefused, members.count(where: { $0.feature >= 0 }) == encoder.featureCount else { return }
        unsafe template = MemberTemplate(
            block.text.record(place.row), members, featureCount: encoder.featureCount, keptCount: kept.count)
    }

    /// Whether the bytes are one JSON document.
    func isDocument(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
        reserveScratch(record.count)
        do throws(JSONError) {
            var cursor = unsafe try JSONCursor(record, scratch: scratch)
            var token = JSONToken()
            try cursor.next(into: &token)
            if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
            try cursor.finish()
            return true
        } catch {
            return false
        }
    }

    private func reserveScratch(_ byteCount: Int) {
        guard unsafe byteCount > scratch.count else { return }
        unsafe scratch.deallocate()
        unsafe scratch = .allocate(capacity: byteCount)
    }

    /// Where a kept part of a row stands in its record.
    func keptSpan(_ index: Int, row: Int) -> Span { keptSpans[(row - firstKeptRow) * kept.count + index] }

    /// The row that is being read.
    @safe private struct RowInProgress {
        let row: Int
        let codes: UnsafeMutableRawPointer
        var isAccepted = true
        var extraCount = 0

        init(row: Int, codes: UnsafeMutableRawPointer) {
            self.row = row
            unsafe self.codes = unsafe codes
        }
    }

    private func read(
        _ record: UnsafeBufferPointer<UInt8>, _ place: inout RowInProgress, _ counts: inout ContractCounts,
        _ refusals: inout RefusalList
    ) throws(Malformation) {
        reserveScratch(record.count)
        rowNumber &+= 1
        let malformation: Malformation?
        do throws(JSONError) {
            var cursor = unsafe try JSONCursor(record, scratch: scratch)
            var token = JSONToken()
            try cursor.next(into: &token)
            var found: Malformation?
            switch token.kind {
            case .object: found = try readMembers(&cursor, &token, &place, &counts, &refusals)
            case .array: found = try readElements(&cursor, &token, &place, &counts, &refusals)
            default: found = Malformation(reason: "the record is no object and no array; one of them is accepted")
            }
            if found == nil { try cursor.finish() }
            malformation = found
        } catch {
            malformation = Malformation(reason: "is not JSON: \(error)")
        }
        if let malformation { throw malformation }
    }

    private func readMembers(
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
                case .full: return Malformation(reason: "has more than \(MemberNames.countMax) members that are no feature")
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

    private func readElements(
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

extension Transform {
    /// Whether the text is one of its categories.
    fileprivate func lists(_ text: String) -> Bool {
        switch self {
        case .identity: false
        case .categoryMap(let texts), .ordinalMap(let texts): texts.contains(text)
        }
    }
}
