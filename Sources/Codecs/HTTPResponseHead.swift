/// The head of a response: status line and the fields that a server adds to every answer.
@safe public struct HTTPResponseHead {
    /// What the head says about the connection; HTTP/1.1 keeps it without a word, HTTP/1.0 closes it without one.
    public enum Connection: UInt8, Sendable { case unsaid, close, keepAlive }

    public var status: HTTPStatus
    public var contentLength: Int
    /// Empty for an answer without a body.
    public var contentType: StaticString
    public var connection: Connection
    /// The 29 bytes of `Date` (see `HTTPDate`).
    public var date: UnsafeRawBufferPointer
    /// Further field lines, each with its CR LF; empty for none.
    public var fields: StaticString
    /// The same, where they are no constants.
    public var extraFields: UnsafeRawBufferPointer

    public init(
        status: HTTPStatus, contentLength: Int, contentType: StaticString, connection: Connection = .unsaid,
        date: UnsafeRawBufferPointer, fields: StaticString = "",
        extraFields: UnsafeRawBufferPointer = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
        self.status = status
        self.contentLength = contentLength
        self.contentType = contentType
        self.connection = connection
        unsafe self.date = date
        self.fields = fields
        unsafe self.extraFields = extraFields
    }

    /// Room that every head fits into, `contentType` and further fields not counted.
    private static let fixedByteCountMax = 224

    /// Room that this head fits into.
    public var byteCountMax: Int {
        unsafe Self.fixedByteCountMax + contentType.utf8CodeUnitCount + fields.utf8CodeUnitCount + extraFields.count
    }

    /// Writes the head and its empty line; returns the bytes written. `output` has room for `byteCountMax`. No allocation.
    public func write(into output: UnsafeMutableRawBufferPointer) -> Int {
        precondition(output.count >= byteCountMax && contentLength >= 0, "room for the head")
        var text = unsafe UncheckedText(start: output.baseAddress!)
        text.append("HTTP/1.1 ")
        text.append(Int(status.rawValue))
        text.append(" ")
        text.append(status.phrase)
        text.append("\r\nDate: ")
        unsafe text.append(date)
        if contentType.utf8CodeUnitCount > 0 {
            text.append("\r\nContent-Type: ")
            text.append(contentType)
        }
        // RFC 9110, section 8.6: an answer that cannot have a body says no length.
        if status != .noContent {
            text.append("\r\nContent-Length: ")
            text.append(contentLength)
        }
        switch connection {
        case .unsaid: text.append("\r\n")
        case .close: text.append("\r\nConnection: close\r\n")
        case .keepAlive: text.append("\r\nConnection: keep-alive\r\n")
        }
        text.append(fields)
        unsafe text.append(extraFields)
        text.append("\r\n")
        return text.count
    }

    /// Text written to memory that the caller found large enough.
    @safe private struct UncheckedText {
        let start: UnsafeMutableRawPointer
        var count = 0

        init(start: UnsafeMutableRawPointer) { unsafe self.start = start }

        mutating func append(_ text: StaticString) {
            unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }

        mutating func append(_ text: UnsafeRawBufferPointer) {
            guard text.count > 0 else { return }
            unsafe (start + count).copyMemory(from: text.baseAddress!, byteCount: text.count)
            count &+= text.count
        }

        /// A number that is not negative.
        mutating func append(_ number: Int) {
            var digitCount = 1
            var bound = 10
            while digitCount < 18, number >= bound {
                digitCount &+= 1
                bound &*= 10
            }
            var rest = number
            var index = count &+ digitCount
            while index > count {
                index &-= 1
                unsafe start.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: rest % 10), toByteOffset: index, as: UInt8.self)
                rest /= 10
            }
            count &+= digitCount
        }
    }
}
