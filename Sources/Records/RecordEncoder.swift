internal import Codecs
public import Tabular

/// One worker's way from records to the numbers of a model: `RowEncoder`'s rules for every format, and the fields that the output keeps.
///
/// Owns what it works with; used by one thread at a time.
@safe public final class RecordEncoder {
    public let encoder: RowEncoder
    private let columns: RecordColumns
    let kept: [RecordField]
    let members: MemberReader?

    /// Kept fields are told by their index in `kept`.
    public init(_ encoder: RowEncoder, columns: RecordColumns, kept: [RecordField] = []) {
        self.encoder = encoder
        self.columns = columns
        self.kept = kept
        if case .members(let rules) = columns {
            members = MemberReader(encoder, rules, kept: kept)
        } else {
            members = nil
        }
    }

    /// Encodes the rows `rows` of a block, row by row of `stride` numbers of the encoder's width from the start of `codes`, which is
    /// aligned for them; elements past the features are left alone. `accepted` gets one flag a row; a refused row's codes are not to be
    /// used. `refusals` is emptied and gets the refusals by row, then feature, the first one always among them.
    public func encode(
        _ block: RecordBlock, rows: Range<Int>, into codes: UnsafeMutableRawBufferPointer, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts, refusals: inout RefusalList
    ) {
        refusals.removeAll()
        switch (block.content, columns) {
        case (.fields, .fields(let columns)):
            var refused = RefusedFieldList(countMax: refusals.countMax)
            unsafe encoder.encodeRows(
                of: block.fields, rows: rows, columns: columns, into: codes, stride: stride, accepted: accepted, counts: &counts,
                refused: &refused)
            list(refused, block, rows, columns, &refusals)
        case (.matrix(let shape), .fields(let columns)):
            var refused = RefusedFieldList(countMax: refusals.countMax)
            unsafe encoder.encodeMatrix(
                block.text.bytes + rows.lowerBound * shape.rowByteCount, storedWidth: shape.number.width, rowCount: rows.count,
                columnCount: shape.columnCount, firstRow: rows.lowerBound, columns: columns, into: codes, stride: stride,
                accepted: accepted, counts: &counts, refused: &refused)
            list(refused, block, rows, columns, &refusals)
        case (.lines, .members):
            unsafe members!.encode(block, rows, codes, stride, accepted, &counts, &refusals)
        default: preconditionFailure("columns of another format")
        }
    }

    private func list(
        _ refused: RefusedFieldList, _ block: RecordBlock, _ rows: Range<Int>, _ columns: ColumnMap, _ refusals: inout RefusalList
    ) {
        for field in refused.inOrder {
            var value = ""
            if let feature = field.feature, columns.columns[feature] >= 0 {
                value = excerpt(row: field.row, column: columns.columns[feature], of: block)
            }
            refusals.refusals.append(
                RecordRefusal(row: field.row, feature: field.feature, reason: .violation(field.violation), value: value))
        }
        refusals.leftOutCount = refused.leftOutCount
        if case .fields = block.content { listMalformed(block.fields, rows, &refusals) }
    }

    private func excerpt(row: Int, column: Int, of block: RecordBlock) -> String {
        guard case .matrix(let shape) = block.content else {
            return unsafe RecordRefusal.excerpt(block.fields.field(row: row, column: column))
        }
        var text = ByteBuffer(capacity: 32)
        unsafe FieldText.append(block.text.bytes, shape, row: row, column: column, to: &text, as: .csv)
        return text.text
    }

    private func listMalformed(_ block: CSVBlock, _ rows: Range<Int>, _ refusals: inout RefusalList) {
        var found = false
        for record in block.malformedRows where rows.contains(record.row) {
            found = true
            let reason =
                "found \(record.fieldCount) \(record.fieldCount == 1 ? "field" : "fields"), the others have \(block.columnCount)"
            refusals.refusals.append(
                RecordRefusal(
                    row: record.row, feature: nil, reason: .malformed(reason),
                    value: unsafe RecordRefusal.excerpt(block.bytes(of: record))))
        }
        guard found else { return }
        refusals.refusals.sort { ($0.row, $0.feature ?? -1) < ($1.row, $1.feature ?? -1) }
        let overflow = refusals.refusals.count - refusals.countMax
        guard overflow > 0 else { return }
        refusals.refusals.removeLast(overflow)
        refusals.leftOutCount += overflow
    }
}
