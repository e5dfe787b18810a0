/// A document that is JSON but does not say what it should: which field, what was found and what is accepted.
public struct JSONFieldError: Error, Equatable, CustomStringConvertible {
    /// The path to the field: `features[3].transforms[0].type`; empty for the document itself.
    public let path: String
    public let reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
