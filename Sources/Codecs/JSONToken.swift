/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null
    case `false`
    case `true`
    case number
    case string
    case array
    case object
}

/// What ``JSONCursor`` read: a scalar, or the opening of an array or object.
@safe public struct JSONToken {
    public internal(set) var kind = JSONKind.null
    /// The value of a number, correctly rounded; beyond the range an infinity.
    public internal(set) var number: Float = 0
    /// A string's bytes, unescaped and valid UTF-8, or a number's spelling; empty for everything else. Valid until the cursor's
    /// next step.
    public internal(set) var text: UnsafeBufferPointer<UInt8>
    /// Where in the document the value begins.
    public internal(set) var offset = 0

    public init() { unsafe text = UnsafeBufferPointer(start: nil, count: 0) }
}
