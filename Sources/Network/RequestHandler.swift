public import Codecs

/// What answers the requests of one loop: one instance a loop, called on the loop's thread only, one call a request.
///
/// A class and not a protocol: one virtual call, no existential and no unspecialised generic on the way of a request.
open class RequestHandler {
    public init() {}

    /// The answer to a whole request; or nil for one that is to be handed over, which `handOver` is then called for. It must not wait for
    /// anything.
    open func respond(to request: HTTPRequest) -> HTTPResponse? { HTTPResponse(status: .notFound) }

    /// Gives the request that `respond` had no answer to, in its exchange, to whoever works it out: nil when that was done. They set the
    /// answer and push the exchange's index to the loop's `returns`. Or the answer that refuses it, and the exchange is left alone.
    open func handOver(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? { HTTPResponse(status: .serviceUnavailable) }

    /// The answer to the request that `respond` had no answer to, when as many are under way as may be: mostly a refusal.
    open func refuseHandOver(_ request: HTTPRequest) -> HTTPResponse { HTTPResponse(status: .serviceUnavailable) }

    /// A turn of the loop begins in which so many connections, or what else wakes the loop, are ready.
    open func willServe(readyCount: Int) {}

    /// The next of the exchanges that were handed over as gathered (`Exchange.isGathered`), with its answer; nil when there is none. Asked at
    /// the end of the turn, or when many wait, until it has answered all.
    open func nextGathered(_ response: inout HTTPResponse) -> UnsafeMutablePointer<Exchange>? { nil }

    /// An exchange is back whose connection still waits for `response`, the answer that was set: a last look at it, on the loop's thread.
    /// Field lines may be added; the body stays where it is.
    open func willAnswer(_ exchange: UnsafeMutablePointer<Exchange>, with response: inout HTTPResponse) {}

    /// Asked once about a request whose head is whole and whose body is not, when the body is large or its client waits for a word: nil to
    /// have it read, or the answer that refuses it; the connection closes after that. A request that comes whole is not asked about.
    open func admit(_ request: HTTPRequest) -> HTTPResponse? { nil }

    /// The answer that tells why the loop refuses by itself what has no whole head; the connection closes after it.
    open func refuse(_ refusal: HTTPRefusal) -> HTTPResponse { HTTPResponse(status: refusal.status) }

    /// The answer that tells why the loop gives a request up by itself: for its body, or as workers take too long. The connection closes after
    /// it. The body may be missing.
    open func refuse(_ refusal: HTTPRefusal, of request: HTTPRequest) -> HTTPResponse { refuse(refusal) }

    /// The kernel has been given what was answered since this was called last, and has taken it, or as much of it as it had room for.
    open func didSend(at nanoseconds: UInt64) {}
}

/// Why the loop refuses a request without asking the handler.
public struct HTTPRefusal: Sendable {
    public var status: HTTPStatus
    /// What was wrong and what is accepted.
    public var reason: StaticString
    /// Who sent it, as far as the connection tells.
    public var peer = PeerAddress()

    init(_ reason: HTTPParseError.Reason) { self.init(status: reason.status, reason: reason.text) }

    public init(status: HTTPStatus, reason: StaticString) {
        self.status = status
        self.reason = reason
    }
}
