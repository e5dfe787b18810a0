internal import Codecs

/// One of a client's places for a connection: the connection that is open there, and the exchange that is under way on it.
struct ClientConnection {
    enum Phase: UInt8 {
        /// No connection, and none is wanted.
        case closed
        /// No connection until its pause is over.
        case paused
        case connecting
        case open
    }

    /// What the place's deadline is about.
    enum Wait: UInt8 { case nothing, pause, connect, response }

    var descriptor: CInt = -1
    /// Tells this connection from earlier ones of the place: readiness that was reported for those is stale.
    var generation: UInt32 = 0
    var phase = Phase.closed
    var wait = Wait.nothing
    /// What epoll watches for.
    var interest: UInt32 = 0
    /// Open, and without a request until one is due.
    var isIdle = false
    /// Exchanges that this connection has completed.
    var exchangeCount = 0
    var connectNanoseconds: UInt64 = 0
    var exchange = ClientExchange()
    var input = ConnectionBuffer()
}
