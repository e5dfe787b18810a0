import Network
import SystemPackage

/// Failures by kind, with an example of those whose kind does not say it all.
struct ErrorCounts {
    private var counts = [Int](repeating: 0, count: ClientFailure.Kind.allCases.count)
    private var examples = [String?](repeating: nil, count: ClientFailure.Kind.allCases.count)

    mutating func count(_ failure: ClientFailure) {
        let index = Int(failure.kind.rawValue)
        counts[index] += 1
        guard examples[index] == nil else { return }
        if let reason = failure.reason {
            examples[index] = "\(reason)"
        } else if failure.kind == .connectFailed {
            examples[index] = failure.errno?.description
        }
    }

    mutating func merge(_ other: ErrorCounts) {
        for index in counts.indices {
            counts[index] += other.counts[index]
            examples[index] = examples[index] ?? other.examples[index]
        }
    }

    subscript(kind: ClientFailure.Kind) -> Int { counts[Int(kind.rawValue)] }

    /// What was wrong the first time.
    func example(_ kind: ClientFailure.Kind) -> String? { examples[Int(kind.rawValue)] }

    var total: Int { counts.reduce(0, +) }

    /// Requests that got no response.
    var requestTotal: Int { ClientFailure.Kind.allCases.filter { !$0.isOfConnect }.reduce(0) { $0 + self[$1] } }

    /// For people; JSON has the same words joined by underscores.
    static func name(_ kind: ClientFailure.Kind) -> String {
        switch kind {
        case .connectRefused: "connection refused"
        case .connectTimedOut: "connect timed out"
        case .connectFailed: "connect failed"
        case .connectionReset: "connection reset"
        case .closedEarly: "closed early"
        case .responseTimedOut: "response timed out"
        case .malformedResponse: "malformed response"
        }
    }
}
