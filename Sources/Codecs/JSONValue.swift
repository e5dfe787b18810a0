/// A JSON value in memory: for manifests, configuration and other cold paths. Requests are read by a cursor, not into this.
///
/// Numbers keep their text, so that each reader rounds to its own width. Objects keep the order of their members.
public enum JSONValue: Sendable, Equatable {
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

    public init(_ value: Int) { self = .number(String(value)) }

    /// The shortest number that reads back as the same `Double`. JSON has no number for NaN and infinities: they become the
    /// strings `NaN`, `Infinity`, `-Infinity`, which ``JSONReader/double(allowingNonFinite:)`` understands.
    public init(_ value: Double) {
        if value.isFinite {
            self = .number(value.description)
        } else {
            self = .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    public init(_ value: String) { self = .string(value) }
    public init(_ value: Bool) { self = .bool(value) }
    public init(_ values: [Int]) { self = .array(values.map { JSONValue($0) }) }
    public init(_ values: [Double]) { self = .array(values.map { JSONValue($0) }) }
    public init(_ values: [String]) { self = .array(values.map { JSONValue($0) }) }

    /// What the value is, for messages: `a string`.
    var kindDescription: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let text): "the number \(text)"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
