internal import Codecs
internal import Tabular

/// Why a body is not a row of the model. Made on the cold path only.
enum RowRefusal: Error {
    case malformed(JSONError)
    /// The document is something other than an object.
    case notAnObject(JSONKind)
    /// `{}`, or an object with none of the model's features: an answer to nothing would look like a prediction.
    case noFeature
    /// A feature, or `features`, is given twice.
    case repeated(name: String)
    /// `features` and a feature by its own name.
    case mixed(name: String)
    /// `features` with another number of elements.
    case elementCount(Int)
    /// What the contract's policy refuses; `found` says what stood there.
    case refused(feature: Int, position: Int?, violation: Violation, found: String)
    case extraField(name: String)

    static func found(_ token: JSONToken) -> String {
        switch token.kind {
        case .null: "null"
        case .false: "false"
        case .true: "true"
        case .number: "the number \(excerpt(token))"
        case .string: "the text \"\(excerpt(token))\""
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// What a client sent, as much of it as an error needs.
    static func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
        let shown = unsafe String(decoding: text.prefix(excerptByteCountMax), as: UTF8.self)
        return text.count > excerptByteCountMax ? shown + "..." : shown
    }

    private static func excerpt(_ token: JSONToken) -> String { unsafe excerpt(token.text) }
    private static let excerptByteCountMax = 64
}
