/// The state of one connection; all of it, so that an idle one costs this and nothing else.
struct Connection {
    enum Phase: UInt8 {
        case free
        /// Reads requests and answers them.
        case open
        /// Has said its last word; what still comes is thrown away until the peer closes, so that the word is not lost to a reset.
        case lingering
    }

    /// What the connection's deadline is about.
    enum Wait: UInt8 { case nothing, request, head, body, compute, write, linger }

    var descriptor: CInt = -1
    /// Tells this use of the slot from earlier ones: readiness that was reported for those is stale.
    var generation: UInt32 = 0
    var phase = Phase.free
    var wait = Wait.nothing
    /// What epoll watches for.
    var interest: UInt32 = 0
    /// Nothing more is read: the connection closes when its output is written.
    var closesAfterOutput = false
    /// The peer has sent its last byte.
    var peerHasFinished = false
    /// Requests may be whole in the input that were not looked at, since the client had not taken the answers before them.
    var isHeldBack = false
    /// Nothing of HTTP came yet: the balancer has to say first whose connection this is.
    var awaitsProxyHeader = false
    /// Answers since the output was empty.
    var pipelinedCount: UInt16 = 0
    /// Requests that were answered.
    var requestCount: UInt32 = 0
    /// The client took a part of its answers, and it is looked at how much: since when, in milliseconds by the lower bits of the clock, and
    /// what it took since then.
    var hasOutputWindow = false
    var outputWindowStart: UInt32 = 0
    var outputWindowByteCount: UInt32 = 0
    /// Who it is from.
    var peer = PeerAddress()
    /// Its block begins with the state of the request being read.
    var input = ConnectionBuffer()
    var output = ConnectionBuffer()
    /// The exchange that its request was handed over in, until the answer is back; else negative. Nothing is read meanwhile.
    var exchange: Int32 = -1
    /// The next free slot, while this one is free.
    var nextFree = -1

    var isWaiting: Bool { exchange >= 0 }
}
