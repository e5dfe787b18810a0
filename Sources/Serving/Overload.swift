/// Why a request is refused that nothing is wrong with: what is there to be done already.
enum Overload {
    case ringFull
    case queueTime
    case deadline

    var reason: RefusalReason {
        switch self {
        case .ringFull: .ringFull
        case .queueTime: .queueTime
        case .deadline: .deadline
        }
    }

    /// The whole body of the answer: made without any work, since there is enough of it.
    var body: StaticString {
        switch self {
        case .ringFull:
            "{\"error\":\"the server has as many requests to work out as it takes; Retry-After says when to send this one again\"}"
        case .queueTime:
            "{\"error\":\"the requests before this one would take longer than the server lets wait; Retry-After says when to send it again\"}"
        case .deadline:
            "{\"error\":\"the answer would come after the time of X-Request-Timeout-Ms; Retry-After says when to send the request again\"}"
        }
    }
}
