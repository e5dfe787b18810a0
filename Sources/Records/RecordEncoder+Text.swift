public import Codecs
internal import Tabular

/// Fields and records as they stood, for the output.
extension RecordEncoder {
    /// Writes a kept field of a row that the last `encode` held; nothing, or null, for one that the record does not have.
    public func appendKept(_ index: Int, row: Int, of block: RecordBlock, to buffer: inout ByteBuffer, as form: FieldForm) {
        switch (block.content, kept[index]) {
        case (.lines, _):
            let span = members!.keptSpan(index, row: row)
            let record = unsafe block.text.record(row)
            unsafe FieldText.append(
                json: UnsafeBufferPointer(rebasing: record[span.begin..<span.end]), to: &buffer, as: form)
        case (_, .column(let column)): appendField(row: row, column: column, of: block, to: &buffer, as: form)
        case (_, .member): FieldText.appendNothing(to: &buffer, as: form)
        }
    }

    /// Writes a field by its 0-based place, of CSV or a matrix.
    public func appendField(row: Int, column: Int, of block: RecordBlock, to buffer: inout ByteBuffer, as form: FieldForm) {
        switch block.content {
        case .fields: unsafe FieldText.append(block.fields.field(row: row, column: column), to: &buffer, as: form)
        case .matrix(let shape):
            unsafe FieldText.append(block.text.bytes, shape, row: row, column: column, to: &buffer, as: form)
        case .lines: preconditionFailure("a JSON record's fields are kept by name or place when it is read")
        }
    }

    /// Writes a JSON record as it stood; null for one that is none.
    public func appendRecord(row: Int, of block: RecordBlock, to buffer: inout ByteBuffer) {
        guard case .lines = block.content, unsafe isWhole(block.text.record(row)) else {
            return buffer.append("null" as StaticString)
        }
        unsafe buffer.append(contentsOf: block.text.record(row))
    }

    /// Writes the members of a JSON record as they stood, without the braces; a record that is an array, empty or no JSON becomes one member of
    /// the name `arrayName`, which needs no escapes.
    public func appendMembers(row: Int, of block: RecordBlock, arrayName: String, to buffer: inout ByteBuffer) {
        if case .lines = block.content {
            let record = unsafe block.text.record(row)
            let first = unsafe record.firstIndex(of: UInt8(ascii: "{")) ?? record.count
            if unsafe record.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), unsafe isWhole(record),
                let last = unsafe record.lastIndex(of: UInt8(ascii: "}")),
                unsafe record[(first + 1)..<last].contains(where: { $0 > 0x20 })
            {
                return unsafe buffer.append(contentsOf: UnsafeBufferPointer(rebasing: record[(first + 1)..<last]))
            }
        }
        buffer.append("\"\(arrayName)\":")
        appendRecord(row: row, of: block, to: &buffer)
    }

    /// Whether a record is JSON as a whole; what was refused as malformed may be none.
    private func isWhole(_ record: UnsafeBufferPointer<UInt8>) -> Bool { unsafe members?.isDocument(record) ?? false }
}
