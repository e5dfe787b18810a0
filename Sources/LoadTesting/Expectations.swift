/// What answers must be like; the same for all threads.
package struct Expectations: Sendable {
    /// nil: any below 400.
    package var statuses: StatusSet?
    package var schema: AnswerSchema?
    /// By the number of the body; nil: any.
    package var values: [ExpectedValue]?
    /// Of numbers; see ``ExpectedValue/mismatch(_:tolerance:path:)``.
    package var tolerance = 0.0
    /// The share of the answers whose body is looked at; every status is.
    package var share = 1.0

    package init() {}

    package var looksAtBodies: Bool { schema != nil || values != nil }
    /// Whether there is anything to look at.
    package var isEmpty: Bool { statuses == nil && !looksAtBodies }
}
