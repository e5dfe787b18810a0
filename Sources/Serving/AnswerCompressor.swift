internal import Codecs
internal import Network

/// Compresses answers for clients that take it (RFC 9110, section 12.5.3).
///
/// Only those that are large enough for it to matter. An answer that could have been compressed says so (`Vary`), whether it is or not.
/// zlib's state is made for the first one. Thread rules: one thread.
final class AnswerCompressor {
    /// Bytes of the smallest body that is compressed; `Int.max` for none.
    let byteCountMin: Int
    private var deflater: BodyDeflater?

    /// `byteCountMin` 0 compresses nothing.
    init(byteCountMin: Int) { self.byteCountMin = byteCountMin > 0 ? byteCountMin : .max }

    /// Compresses the body of `response` when it is worth it and the request, whose bytes begin `message`, allows it.
    @inline(never)
    func compress(_ response: inout HTTPResponse, _ head: HTTPRequestHead, _ message: UnsafeRawBufferPointer) {
        // An answer with fields of its own is a refusal, which is small.
        guard unsafe response.body.count >= byteCountMin, response.fields.utf8CodeUnitCount == 0 else { return }
        response.fields = "Vary: Accept-Encoding\r\n"
        let coding = unsafe Self.preferredCoding(head, message)
        guard coding != .identity else { return }
        let deflater = self.deflater ?? BodyDeflater()
        self.deflater = deflater
        guard let body = unsafe deflater.deflate(response.body, coding) else { return }
        unsafe response.body = body
        response.fields =
            coding == .gzip
            ? "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n" : "Content-Encoding: deflate\r\nVary: Accept-Encoding\r\n"
    }

    /// Of several lines one list.
    private static func preferredCoding(_ head: HTTPRequestHead, _ message: UnsafeRawBufferPointer) -> ContentCoding {
        guard head.notedFields.contains(.acceptEncoding) else { return .identity }
        let bytes = unsafe Span<UInt8>(_unsafeBytes: message)
        var accepted = AcceptEncoding()
        guard head.repeatedFields.contains(.acceptEncoding) else {
            accepted.add(bytes, head.acceptEncoding)
            return accepted.preferred
        }
        var cursor = HTTPFieldCursor(head)
        while let field = cursor.next(in: bytes) {
            if AcceptEncoding.isName(bytes, field.name) { accepted.add(bytes, field.value) }
        }
        return accepted.preferred
    }
}
