/// Looks at the answers of a run; one instance a thread, called on it. This one finds nothing wrong with any.
open class AnswerCheck {
    public init() {}

    /// What is wrong with the answer to request number `request` of the set, or nil. `body` is there until this returns.
    open func fault(request: Int, statusCode: Int, body: Span<UInt8>) -> AnswerFault? { nil }
}

/// An answer that is not what was expected.
public struct AnswerFault: Sendable {
    public var kind: LoadErrorKind
    /// What was expected and what came, for the first of its kind.
    public var text: String

    public init(_ kind: LoadErrorKind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
