import Base
import Codecs

/// Request bodies made of a table's rows, in one of the forms that servers accept.
///
/// Body number i has the rows from `i * rowsPerBody` on; after the table's last row comes its first one, so that every body has as many.
package struct RowBodies: Sendable {
    package let table: RowTable
    package let form: BodyProtocol
    package let rowsPerBody: Int
    /// How the V2 tensor of all columns is called, and the type of its numbers.
    package var tensorName = "input-0"
    package var tensorType = TensorType.float32

    package enum TensorType: String, Sendable, CaseIterable {
        case float32 = "FP32"
        case float64 = "FP64"
    }

    package init(_ table: RowTable, as form: BodyProtocol, rowsPerBody: Int) throws(BodyRefusal) {
        precondition(rowsPerBody > 0, "a body has rows")
        self.table = table
        self.form = form
        self.rowsPerBody = rowsPerBody
        if form == .v2, let column = table.columns.first(where: { !$0.isNumeric }) {
            throw BodyRefusal(column: column.name)
        }
    }

    /// A column that the form has no place for.
    package struct BodyRefusal: Error, CustomStringConvertible {
        package let column: String

        package var description: String {
            "the column \(Printable.quoted(column, width: 100)) has texts, and v2 is one tensor of numbers: v2-columns is accepted"
        }
    }

    /// As many as it takes for each row to be sent.
    package var count: Int { (table.rowCount + rowsPerBody - 1) / rowsPerBody }

    /// The rows of a body, by their place in the table.
    package func rows(ofBody index: Int) -> [Int] { (0..<rowsPerBody).map { (index * rowsPerBody + $0) % table.rowCount } }

    package func body(_ index: Int) -> [UInt8] {
        var buffer = ByteBuffer()
        write(rows(ofBody: index), into: &buffer)
        return buffer.bytes
    }

    private func write(_ rows: [Int], into buffer: inout ByteBuffer) {
        switch form {
        case .predict where rows.count == 1: appendObject(rows[0], to: &buffer)
        case .predict: appendList("{\"instances\":[", rows, "]}", to: &buffer) { appendObject($0, to: &$1) }
        case .predictByPosition where rows.count == 1: appendFeatures(rows[0], to: &buffer)
        case .predictByPosition, .v1: appendList("{\"instances\":[", rows, "]}", to: &buffer) { appendArray($0, to: &$1) }
        case .v2: appendTensor(rows, to: &buffer)
        case .v2ByColumn: appendTensors(rows, to: &buffer)
        case .sagemakerCSV: for row in rows { appendRecord(row, to: &buffer) }
        case .sagemakerJSON: appendList("{\"instances\":[", rows, "]}", to: &buffer) { appendFeatures($0, to: &$1) }
        case .sagemakerJSONLines: appendLines(rows, to: &buffer) { appendFeatures($0, to: &$1) }
        case .mlflow:
            buffer.append("{\"dataframe_split\":{\"columns\":")
            appendNames(to: &buffer)
            appendList(",\"data\":[", rows, "]}}", to: &buffer) { appendArray($0, to: &$1) }
        case .mlflowRecords: appendList("{\"dataframe_records\":[", rows, "]}", to: &buffer) { appendObject($0, to: &$1) }
        case .mlflowCSV:
            appendSeparated(table.columns.indices, to: &buffer) { $1.appendCSVField(table.columns[$0].name) }
            buffer.append(UInt8(ascii: "\n"))
            for row in rows { appendRecord(row, to: &buffer) }
        case .ndjson: appendLines(rows, to: &buffer) { appendObject($0, to: &$1) }
        }
    }

    // MARK: Rows

    private func appendObject(_ row: Int, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "{"))
        appendSeparated(table.columns.indices, to: &buffer) { column, buffer in
            buffer.appendJSONString(table.columns[column].name)
            buffer.append(UInt8(ascii: ":"))
            appendValue(row, column, to: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private func appendArray(_ row: Int, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "["))
        appendSeparated(table.columns.indices, to: &buffer) { appendValue(row, $0, to: &$1) }
        buffer.append(UInt8(ascii: "]"))
    }

    private func appendFeatures(_ row: Int, to buffer: inout ByteBuffer) {
        buffer.append("{\"features\":")
        appendArray(row, to: &buffer)
        buffer.append(UInt8(ascii: "}"))
    }

    /// A line of CSV; one empty field is written in quotation marks, since an empty line is no record to many readers.
    private func appendRecord(_ row: Int, to buffer: inout ByteBuffer) {
        if table.columns.count == 1, table.field(row: row, column: 0) == nil {
            buffer.append("\"\"")
        } else {
            appendSeparated(table.columns.indices, to: &buffer) { $1.appendCSVField(table.field(row: row, column: $0) ?? "") }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private func appendValue(_ row: Int, _ column: Int, to buffer: inout ByteBuffer) {
        guard let field = table.field(row: row, column: column) else {
            buffer.append("null")
            return
        }
        if table.columns[column].isNumeric, let number = NumberSpelling.json(field[...]) {
            buffer.append(number)
        } else {
            buffer.appendJSONString(field)
        }
    }

    // MARK: Tensors

    private func appendTensor(_ rows: [Int], to buffer: inout ByteBuffer) {
        buffer.append("{\"inputs\":[{\"name\":")
        buffer.appendJSONString(tensorName)
        buffer.append(",\"shape\":[\(rows.count),\(table.columns.count)],\"datatype\":\"\(tensorType.rawValue)\",\"data\":[")
        appendSeparated(0..<rows.count * table.columns.count, to: &buffer) { place, buffer in
            appendValue(rows[place / table.columns.count], place % table.columns.count, to: &buffer)
        }
        buffer.append("]}]}")
    }

    private func appendTensors(_ rows: [Int], to buffer: inout ByteBuffer) {
        buffer.append("{\"parameters\":{\"content_type\":\"pd\"},\"inputs\":[")
        appendSeparated(table.columns.indices, to: &buffer) { column, buffer in
            let isNumeric = table.columns[column].isNumeric
            buffer.append("{\"name\":")
            buffer.appendJSONString(table.columns[column].name)
            buffer.append(",\"shape\":[\(rows.count),1],\"datatype\":\"\(isNumeric ? tensorType.rawValue : "BYTES")\"")
            if !isNumeric { buffer.append(",\"parameters\":{\"content_type\":\"str\"}") }
            buffer.append(",\"data\":[")
            appendSeparated(rows.indices, to: &buffer) { appendValue(rows[$0], column, to: &$1) }
            buffer.append("]}")
        }
        buffer.append("]}")
    }

    // MARK: Lists

    private func appendNames(to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "["))
        appendSeparated(table.columns.indices, to: &buffer) { $1.appendJSONString(table.columns[$0].name) }
        buffer.append(UInt8(ascii: "]"))
    }

    private func appendList(
        _ opening: StaticString, _ rows: [Int], _ closing: StaticString, to buffer: inout ByteBuffer,
        _ write: (Int, inout ByteBuffer) -> Void
    ) {
        buffer.append(opening)
        appendSeparated(rows.indices, to: &buffer) { write(rows[$0], &$1) }
        buffer.append(closing)
    }

    private func appendLines(_ rows: [Int], to buffer: inout ByteBuffer, _ write: (Int, inout ByteBuffer) -> Void) {
        for row in rows {
            write(row, &buffer)
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    private func appendSeparated(_ places: Range<Int>, to buffer: inout ByteBuffer, _ write: (Int, inout ByteBuffer) -> Void) {
        for place in places {
            if place > 0 { buffer.append(UInt8(ascii: ",")) }
            write(place, &buffer)
        }
    }
}
