internal import Codecs

/// What a resource can be asked with, besides OPTIONS, which tells it.
enum AllowedMethods {
    case reading, prediction

    /// Whether a request with `method` is for the resource itself.
    func allows(_ method: HTTPMethod) -> Bool {
        switch self {
        case .reading: method == .get || method == .head
        case .prediction: method == .post
        }
    }

    var field: StaticString {
        switch self {
        case .reading: "Allow: GET, HEAD, OPTIONS\r\n"
        case .prediction: "Allow: POST, OPTIONS\r\n"
        }
    }

    /// Why another method is refused.
    var reason: StaticString {
        switch self {
        case .reading: "this resource is asked for with GET"
        case .prediction: "a prediction is asked for with POST"
        }
    }
}
