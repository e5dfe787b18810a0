public import Codecs
public import Tabular

/// One worker's way from records to the numbers of a model: `RowEncoder`'s rules for every format, and the fields that the output keeps.
///
/// Owns what it works with; used by one thread at a time.
@safe public final class RecordEncoder {
    public let encoder: RowEncoder
    private let columns: RecordColumns
    private let kept: [RecordField]

    /// Kept fields are told by their index in `kept`.
    public init(_ encoder: RowEncoder, columns: RecordColumns, kept: [RecordField] = []) {
        self.encoder = encoder
        self.columns = columns
        self.kept = kept
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
            list(refused, block.fields, rows, columns, &refusals)
        default: preconditionFailure("columns of another format")
        }
    }

    /// Writes a kept field of a row. `rows` of the last `encode` held the row.
    public func appendKept(_ index: Int, row: Int, of block: RecordBlock, to buffer: inout ByteBuffer, as form: FieldForm) {
        guard case .column(let column) = kept[index] else { return FieldText.appendNothing(to: &buffer, as: form) }
        appendField(row: row, column: column, of: block, to: &buffer, as: form)
    }

    /// Writes a field by its 0-based place, of CSV or a matrix.
    public func appendField(row: Int, column: Int, of block: RecordBlock, to buffer: inout ByteBuffer, as form: FieldForm) {
        unsafe FieldText.append(block.fields.field(row: row, column: column), to: &buffer, as: form)
    }

    private func list(
        _ refused: RefusedFieldList, _ block: CSVBlock, _ rows: Range<Int>, _ columns: ColumnMap, _ refusals: inout RefusalList
    ) {
        guard let first = refused.first ?? nil else { return listMalformed(block, rows, &refusals) }
        var refused = refused
        refused.sort()
        let fields = refused.fields.first == first ? refused.fields : [first] + refused.fields.dropLast()
        for field in fields {
            var value = ""
            if let feature = field.feature, columns.columns[feature] >= 0 {
                value = unsafe RecordRefusal.excerpt(block.field(row: field.row, column: columns.columns[feature]))
            }
            refusals.refusals.append(
                RecordRefusal(row: field.row, feature: field.feature, reason: .violation(field.violation), value: value))
        }
        refusals.leftOutCount = refused.leftOutCount
        listMalformed(block, rows, &refusals)
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
