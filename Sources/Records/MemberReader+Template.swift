internal import Tabular

/// Records that are spelled like the one before: their values are found by comparing bytes, and encoded column by column.
extension MemberReader {
    /// Encodes the first rows as long as they are spelled like the one before; returns their count.
    func encodeLike(
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

    /// Makes the row the template of the next ones when it has all features, in an object, and nothing that is refused for its name.
    func learn(_ block: RecordBlock, _ place: RowInProgress) {
        let isRefused = place.extraCount > 0 && !encoder.outcomeOfExtraField().accepted
        guard mayHaveTemplate, !isRefused, members.count(where: { $0.feature >= 0 }) == encoder.featureCount else { return }
        unsafe template = MemberTemplate(
            block.text.record(place.row), members, featureCount: encoder.featureCount, keptCount: kept.count)
    }
}
