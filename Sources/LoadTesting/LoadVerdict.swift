package import Codecs

/// Whether the figures of a run can be stood behind.
package struct LoadVerdict: Sendable, Equatable {
    /// In the order in which they should be seen to; none: the run is valid.
    package var reasons: [InvalidReason] = []

    package init(_ reasons: [InvalidReason] = []) { self.reasons = reasons }

    package var isValid: Bool { reasons.isEmpty }

    package var json: JSONValue {
        .object([.init("valid", JSONValue(isValid)), .init("reasons", .array(reasons.map(\.json)))])
    }
}
