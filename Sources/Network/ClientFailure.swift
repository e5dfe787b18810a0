public import SystemPackage

/// Why a request was not answered, or why there was no connection to send one on.
public struct ClientFailure: Sendable {
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Nobody listens there.
        case connectRefused
        case connectTimedOut
        /// The connection was not made for another reason: see `errno`.
        case connectFailed
        /// The connection was reset before the response was whole.
        case connectionReset
        /// The server closed the connection before the response was whole.
        case closedEarly
        case responseTimedOut
        /// What came is no HTTP response, or one over a limit: see `reason`.
        case malformedResponse

        /// Whether there was no connection, and so no request that failed.
        public var isOfConnect: Bool { self == .connectRefused || self == .connectTimedOut || self == .connectFailed }
    }

    public var kind: Kind
    /// When the request was due; of a try to connect, when it was begun.
    public var dueNanoseconds: UInt64
    public var errno: Errno?
    /// What is wrong with the response.
    public var reason: StaticString?
}
