/// What answers must be like; the same for all threads.
package struct Expectations: Sendable {
    /// nil: any below 400.
    package var statuses: StatusSet?
    package var schema: AnswerSchema?
    /// By the number of the body; nil: any.
    package var values: [ExpectedValue]?
    /// By the number of the body: the fields of an answer in CSV, line after line; nil: any.
    package var fields: [[String]]?
    /// By the number of the body, or one for all: the bytes of the answer; nil: any.
    package var bytes: [[UInt8]]?
    /// Answers are JSON documents, a line each: they are looked at as an array of them.
    package var answersInLines = false
    /// Of numbers; see ``ExpectedValue/mismatch(_:tolerance:path:)``.
    package var tolerance = 0.0
    /// The share of the answers whose body is looked at; every status is.
    package var share = 1.0

    package init() {}

    package var looksAtBodies: Bool { looksAtDocuments || fields != nil || bytes != nil }
    var looksAtDocuments: Bool { schema != nil || values != nil }
    /// Whether there is anything to look at.
    package var isEmpty: Bool { statuses == nil && !looksAtBodies }
}
