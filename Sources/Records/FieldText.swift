internal import Codecs

/// A field of one format as text of another.
enum FieldText {
    /// A CSV field.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer, as form: FieldForm) {
        switch form {
        case .csv: unsafe buffer.appendCSVField(text)
        case .json:
            if text.isEmpty {
                buffer.append("null" as StaticString)
            } else if unsafe isJSONNumber(text) {
                unsafe buffer.append(contentsOf: text)
            } else {
                unsafe buffer.appendJSONString(text)
            }
        }
    }

    /// A JSON value as it stands in a record; empty for one that is not there.
    static func append(json value: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer, as form: FieldForm) {
        guard let first = unsafe value.first else { return appendNothing(to: &buffer, as: form) }
        if form == .json { return unsafe buffer.append(contentsOf: value) }
        switch first {
        case UInt8(ascii: "n"): return
        case UInt8(ascii: "\""): unsafe appendString(value, to: &buffer)
        default: unsafe buffer.appendCSVField(value)
        }
    }

    private static func appendString(_ value: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer) {
        let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: value.count)
        defer { unsafe scratch.deallocate() }
        var token = JSONToken()
        do throws(JSONError) {
            var cursor = unsafe try JSONCursor(value, scratch: scratch)
            try cursor.next(into: &token)
        } catch {
            preconditionFailure("the value was read before")
        }
        unsafe buffer.appendCSVField(token.text)
    }

    /// A number of a matrix: the shortest decimal that reads back as it. NaN is empty, or null; infinities are texts in JSON.
    static func append(
        _ matrix: UnsafeRawPointer, _ shape: MatrixShape, row: Int, column: Int, to buffer: inout ByteBuffer, as form: FieldForm
    ) {
        let offset = row * shape.rowByteCount + column * shape.number.byteCount
        let narrow = unsafe shape.number == .float32 ? matrix.loadUnaligned(fromByteOffset: offset, as: Float.self) : 0
        let value =
            unsafe shape.number == .float32 ? Double(narrow) : matrix.loadUnaligned(fromByteOffset: offset, as: Double.self)
        if value.isNaN { return appendNothing(to: &buffer, as: form) }
        let isQuoted = form == .json && value.isInfinite
        if isQuoted { buffer.append(UInt8(ascii: "\"")) }
        if shape.number == .float32 { buffer.append(narrow) } else { buffer.append(value) }
        if isQuoted { buffer.append(UInt8(ascii: "\"")) }
    }

    static func appendNothing(to buffer: inout ByteBuffer, as form: FieldForm) {
        if form == .json { buffer.append("null" as StaticString) }
    }

    private static func isJSONNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = text.baseAddress else { return false }
        var value = 0.0
        return unsafe NumberParser.parseJSONDouble(start, end: start + text.count, into: &value) == text.count
    }
}
