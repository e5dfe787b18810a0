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
    struct Malformation: Error {
        var reason: String
    }

    let encoder: RowEncoder
    let rules: MemberRules
    let kept: [RecordField]
    let isSelected: [Bool]
    let elementFeatures: [Int]
    let ignoredNames: Set<[UInt8]>
    let featureNames: [[UInt8]]
    let isCategory: [Bool]
    let extraNames = JSONMemberNames()
    /// The row that gave each feature last: no clearing between rows.
    var givenBy: [UInt64]
    var rowNumber: UInt64 = 0
    private var scratch: UnsafeMutableBufferPointer<UInt8>
    private static let scratchByteCountMin = 4096
    /// Row by row where the kept parts stand; empty for what is not there.
    var keptSpans: [Span] = []
    var firstKeptRow = 0
    /// How the last object was spelled; nil when rows like it must be read one by one.
    var template: MemberTemplate?
    /// The members of the object that is being read, while they may become a template.
    var members: [MemberTemplate.Member] = []
    /// The values of the rows that are like the template.
    var entries: [UInt64] = []
    let mayHaveTemplate: Bool

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
    @safe struct RowInProgress {
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
