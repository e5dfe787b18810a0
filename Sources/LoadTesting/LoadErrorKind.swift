package import Network

/// What may become of a request, or of the attempt to connect, other than the answer that is wanted.
public enum LoadErrorKind: String, Sendable, CaseIterable {
    case connectRefused = "connection_refused"
    case connectTimedOut = "connect_timed_out"
    case connectFailed = "connect_failed"
    case connectionReset = "connection_reset"
    case closedEarly = "closed_early"
    case responseTimedOut = "response_timed_out"
    case malformedResponse = "malformed_response"
    /// An answer whose status is not the expected one; without such an expectation, statuses of 400 and above are counted by code.
    case unexpectedStatus = "unexpected_status"
    /// An answer whose body has not the expected form.
    case unexpectedForm = "unexpected_form"
    /// An answer whose values are not the expected ones.
    case unexpectedValue = "unexpected_value"

    package init(_ kind: ClientFailure.Kind) {
        self =
            switch kind {
            case .connectRefused: .connectRefused
            case .connectTimedOut: .connectTimedOut
            case .connectFailed: .connectFailed
            case .connectionReset: .connectionReset
            case .closedEarly: .closedEarly
            case .responseTimedOut: .responseTimedOut
            case .malformedResponse: .malformedResponse
            }
    }

    /// Whether there was no connection, and so no request that failed.
    package var isOfConnect: Bool { self == .connectRefused || self == .connectTimedOut || self == .connectFailed }

    /// Whether an answer came, of which something was wrong.
    package var isOfAnswer: Bool { self == .unexpectedStatus || self == .unexpectedForm || self == .unexpectedValue }

    /// For people.
    package var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }
}
