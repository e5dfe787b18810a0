public import Codecs

/// What a client loop asks for and is told: one instance a loop, called on the loop's thread only.
///
/// A class and not a protocol: one virtual call, no existential and no unspecialised generic on the way of a request.
open class ClientHandler {
    public init() {}

    /// What a free connection does now.
    ///
    /// This is where a client decides when a request is due: the loop asks as soon as a connection is free, and again when the time has come
    /// that it was told; a request is sent at once. `nanoseconds` is that moment; `freeSince` is since when, without a break, there has been
    /// a connection that was free.
    open func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest { .finished }

    /// Requests that are due and were not asked for yet; nil when there will be no more. Asked only by a loop that opens connections as they
    /// are needed, when none is free.
    open func backlog(at nanoseconds: UInt64) -> ClientBacklog? { nil }

    /// The server closed or reset a connection without having said that it would.
    open func loseConnection(at nanoseconds: UInt64) {}

    /// A request was answered, with whatever status.
    open func receive(_ response: ClientResponse) {}

    /// A request that keeps its response's body was answered, with whatever status. `body` is as it was meant, without the framing of
    /// chunks, and there until this returns.
    open func receive(_ response: ClientResponse, body: Span<UInt8>) { receive(response) }

    /// A request was not answered, or a connection was not made.
    open func fail(_ failure: ClientFailure) {}
}

/// What a handler wants of a free connection.
public enum NextRequest {
    /// Sends this request, which was due at that time: now or earlier.
    case request(ClientRequest, dueNanoseconds: UInt64)
    /// Waits: no request is due before that time.
    case notBefore(UInt64)
    /// There are no more requests: the loop awaits the responses under way and ends.
    case finished
}

/// Requests that wait for a connection.
public struct ClientBacklog {
    /// Those that are due now.
    public var dueCount: Int
    /// When the first of the others is due.
    public var nextNanoseconds: UInt64

    public init(dueCount: Int, nextNanoseconds: UInt64) {
        self.dueCount = dueCount
        self.nextNanoseconds = nextNanoseconds
    }
}

/// A request as it is sent, head and body.
@safe public struct ClientRequest {
    public let method: HTTPMethod
    /// Memory of the handler's, unchanged as long as the loop is there.
    public let message: UnsafeRawBufferPointer
    /// What the handler knows the request by; the response has it too.
    public var number: Int
    /// Whether the body of the response is put together in memory, and handed over with it, instead of being measured only.
    public var keepsBody = false

    public init(method: HTTPMethod, message: UnsafeRawBufferPointer, number: Int = 0) {
        precondition(message.count > 0, "a request has bytes")
        self.method = method
        unsafe self.message = message
        self.number = number
    }

    public var byteCount: Int { unsafe message.count }
}

/// What became of an answered request. Times are of the monotonic clock.
public struct ClientResponse: Sendable {
    /// The request's.
    public var requestNumber: Int
    /// 200 ... 599.
    public var statusCode: Int
    /// When the request was due.
    public var dueNanoseconds: UInt64
    /// When the request was begun.
    public var startNanoseconds: UInt64
    /// When the last byte of the response was read.
    public var endNanoseconds: UInt64
    /// Head and body as they were sent, interim responses included.
    public var byteCount: Int
    /// The server closed the kept connection without a byte of an answer, and the request was sent once more on a new one.
    public var wasResent: Bool

    /// For those who tell a handler without a loop.
    public init(
        requestNumber: Int, statusCode: Int, dueNanoseconds: UInt64, startNanoseconds: UInt64, endNanoseconds: UInt64,
        byteCount: Int, wasResent: Bool
    ) {
        self.requestNumber = requestNumber
        self.statusCode = statusCode
        self.dueNanoseconds = dueNanoseconds
        self.startNanoseconds = startNanoseconds
        self.endNanoseconds = endNanoseconds
        self.byteCount = byteCount
        self.wasResent = wasResent
    }
}
