/// A JSON value in memory: for manifests, configuration and other cold paths. Requests are read by a cursor, not into this.
///
/// Numbers keep their text, so that each reader rounds to its own width. Objects keep the order of their members.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number's text as it stood in the document (RFC 8259 grammar).
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

/// What bounds a JSON document before it is believed.
public struct JSONLimits: Sendable {
    public var depthMax: Int
    public var byteCountMax: Int
    public init(depthMax: Int = 64, byteCountMax: Int = 256 << 20) {
        self.depthMax = depthMax
        self.byteCountMax = byteCountMax
    }
}

/// Why a document is not JSON, and at which byte.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public let offset: Int
    /// What was wrong and what is accepted, without the offset.
    public let reason: String
    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }
    public var description: String { "byte \(offset): \(reason)" }
}

extension JSONValue {
    /// Reads one strict RFC 8259 document; duplicate member names, invalid UTF-8 and trailing bytes are errors.
    public static func parse(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        fatalError()
    }

    /// The document as text: two-space indentation, members in their order, arrays of plain numbers on one line; ends without a
    /// line feed. Equal values give equal bytes.
    public func write(into buffer: inout ByteBuffer, indented: Bool = true) { fatalError() }
}
