internal import Codecs

/// Why a request was refused, as metrics and the access log tell it: few enough to be the values of a label, and closed.
///
/// The error in the answer says the same in full to the client. Several statuses have more than one reason (a 503 by load is another matter
/// than one before the models are there), and several reasons one status.
public enum RefusalReason: UInt8, Sendable, CaseIterable {
    /// The head or the framing of the body is no HTTP/1.1, or could be read in two ways.
    case malformedRequest
    /// The head or the target is over its limit.
    case headTooLarge
    /// The body is over its limit, as it was said to be, as it came, or decoded.
    case bodyTooLarge
    /// The head or the body did not come in time.
    case slowClient
    /// A version, a transfer coding or an expectation that is not spoken here.
    case notImplemented
    /// No such resource, or no such model.
    case notFound
    case methodNotAllowed
    /// A content type or coding that is not read.
    case mediaType
    /// A prediction without a body.
    case noBody
    case query
    /// The body is not JSON, or not what its coding says.
    case malformedBody
    /// JSON, but no row of the model, or no rows.
    case shape
    /// A value that the policy of the model's contract refuses.
    case contract
    case tooManyRows
    case answerTooLarge
    /// Load: no slot of the request ring is free, or no more of them for this connection.
    case ringFull
    /// Load: what is queued already would take too long.
    case queueTime
    /// The client's own time limit cannot be met, or was not.
    case deadline
    /// No worker answered in time.
    case computeTimeout
    /// The process is not ready, or draining.
    case notReady
    /// Whatever has no reason of its own.
    case other

    /// Nothing is wrong with the request but its time.
    var isByLoad: Bool {
        switch self {
        case .ringFull, .queueTime, .deadline, .computeTimeout: true
        default: false
        }
    }

    public var name: StaticString {
        switch self {
        case .malformedRequest: "malformed_request"
        case .headTooLarge: "head_too_large"
        case .bodyTooLarge: "body_too_large"
        case .slowClient: "slow_client"
        case .notImplemented: "not_implemented"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .mediaType: "media_type"
        case .noBody: "no_body"
        case .query: "query"
        case .malformedBody: "malformed_body"
        case .shape: "shape"
        case .contract: "contract"
        case .tooManyRows: "too_many_rows"
        case .answerTooLarge: "answer_too_large"
        case .ringFull: "ring_full"
        case .queueTime: "queue_time"
        case .deadline: "deadline"
        case .computeTimeout: "compute_timeout"
        case .notReady: "not_ready"
        case .other: "other"
        }
    }

    /// The reason that a status tells when nothing more is known, as of what the loop refuses by itself.
    init(_ status: HTTPStatus) {
        self =
            switch status {
            case .badRequest: .malformedRequest
            case .uriTooLong, .requestHeaderFieldsTooLarge: .headTooLarge
            case .contentTooLarge: .bodyTooLarge
            case .requestTimeout: .slowClient
            case .expectationFailed, .notImplemented, .httpVersionNotSupported: .notImplemented
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .unsupportedMediaType: .mediaType
            case .lengthRequired: .noBody
            case .serviceUnavailable: .notReady
            default: .other
            }
    }
}

extension RowRefusal {
    var reason: RefusalReason {
        switch self {
        case .empty: .noBody
        case .malformed, .undecodable: .malformedBody
        case .decodedTooLarge: .bodyTooLarge
        case .notAnObject, .noFeature, .repeated, .mixed, .notAnArray, .elementCount, .tooManyExtraFields, .notARow, .noRows:
            .shape
        case .refused, .extraField: .contract
        case .tooManyRows: .tooManyRows
        case .answerTooLarge: .answerTooLarge
        case .late: .deadline
        }
    }
}
