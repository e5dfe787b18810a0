import Network
import SystemPackage

/// Errors by kind, with an example of those whose kind does not say it all.
package struct ErrorCounts: Sendable {
    private var counts: [LoadErrorKind: Int] = [:]
    private var examples: [LoadErrorKind: [String]] = [:]

    /// Examples that are kept of each kind.
    package static let exampleCountMax = 3

    package init() {}

    mutating func count(_ failure: ClientFailure) {
        var example: String?
        if let reason = failure.reason {
            example = "\(reason)"
        } else if failure.kind == .connectFailed {
            example = failure.errno?.description
        }
        count(LoadErrorKind(failure.kind), example: example)
    }

    mutating func count(_ kind: LoadErrorKind, example: @autoclosure () -> String?) {
        counts[kind, default: 0] += 1
        guard examples[kind, default: []].count < Self.exampleCountMax, let text = example(), !text.isEmpty else { return }
        if !examples[kind, default: []].contains(text) { examples[kind, default: []].append(text) }
    }

    package mutating func merge(_ other: ErrorCounts) {
        counts.merge(other.counts) { $0 + $1 }
        examples.merge(other.examples) { known, texts in
            Array((known + texts.filter { !known.contains($0) }).prefix(Self.exampleCountMax))
        }
    }

    package subscript(kind: LoadErrorKind) -> Int { counts[kind] ?? 0 }

    /// What was wrong the first times, each text once.
    package func examples(_ kind: LoadErrorKind) -> [String] { examples[kind] ?? [] }

    package var total: Int { counts.values.reduce(0, +) }

    /// Requests that got no response.
    package var requestTotal: Int { total { !$0.isOfConnect && !$0.isOfAnswer } }

    /// Answers that were not what was expected.
    package var answerTotal: Int { total(\.isOfAnswer) }

    private func total(_ isMeant: (LoadErrorKind) -> Bool) -> Int {
        counts.reduce(0) { isMeant($1.key) ? $0 + $1.value : $0 }
    }
}
