internal import Codecs
internal import Tabular

/// Why a body is no row of the model, or no rows. Made on the cold path only.
///
/// `instance` is the index of the row in `instances`; nil for a body that is one row.
enum RowRefusal: Error {
    case empty
    /// A body that is not of the content coding that the head names.
    case undecodable(ContentCoding, isTruncated: Bool)
    case decodedTooLarge(byteCountMax: Int)
    case malformed(JSONError)
    /// The document is something other than an object.
    case notAnObject(JSONKind)
    /// An object with none of the model's features: an answer to nothing would look like a prediction.
    case noFeature(instance: Int?)
    /// A name that stands twice in the body or a row.
    case repeated(name: String, instance: Int?)
    /// `features`, `instances` and features by their own names are three shapes, and a body has one.
    case mixed(shape: BodyShape, name: String)
    /// `features` or `instances` with something other than an array, where the policy refuses what is no feature.
    case notAnArray(BodyShape, JSONKind)
    /// An array with another number of elements than the model has features.
    case elementCount(Int, instance: Int?)
    /// What the contract's policy refuses; `position` is the place in an array, `found` says what stood there.
    case refused(feature: Int, position: Int?, instance: Int?, violation: Violation, found: String)
    case extraField(name: String, instance: Int?)
    case tooManyExtraFields(countMax: Int, instance: Int?)
    /// An element of `instances` that is neither array nor object.
    case notARow(JSONKind, instance: Int)
    case noRows
    case tooManyRows(rowCountMax: Int)
    case answerTooLarge(byteCountMax: Int, instance: Int)
    /// The time that the client gave is over.
    case late

    /// What a larger limit would let pass is told apart from what is wrong.
    var status: HTTPStatus {
        switch self {
        case .tooManyRows, .answerTooLarge, .decodedTooLarge: .contentTooLarge
        case .late: .gatewayTimeout
        default: .badRequest
        }
    }

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
