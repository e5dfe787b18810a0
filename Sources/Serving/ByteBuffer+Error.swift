internal import Codecs

extension ByteBuffer {
    /// `{"error": reason}`, the body of every refusal.
    mutating func appendError(_ reason: String) {
        append("{\"error\":" as StaticString)
        appendJSONString(reason)
        append("}" as StaticString)
    }
}
