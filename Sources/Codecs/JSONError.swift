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
