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

    static func appendNothing(to buffer: inout ByteBuffer, as form: FieldForm) {
        if form == .json { buffer.append("null" as StaticString) }
    }

    private static func isJSONNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = text.baseAddress else { return false }
        var value = 0.0
        return unsafe NumberParser.parseJSONDouble(start, end: start + text.count, into: &value) == text.count
    }
}
