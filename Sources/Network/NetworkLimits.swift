public import Codecs

/// What bounds a loop: bytes, connections and times. Every one can be set; docs/http-api.md lists them.
public struct NetworkLimits: Sendable {
    public var head = HTTPHeadLimits()
    public var chunks = HTTPChunkLimits()
    /// Larger bodies are refused with 413, before they are read when their length is said.
    public var bodyByteCountMax = 1 << 20
    /// Connections of one loop. Above it the kernel's queue holds new ones until one closes.
    public var connectionCountMax = 10_000
    /// What all connections of one loop may hold in buffers together: slow clients cannot take more.
    public var bufferByteCountMax = 256 << 20
    /// Answers that a client does not read: above it no further pipelined request is looked at.
    public var outputByteCountMax = 64 << 10
    /// Answers that wait to be sent together: above it the next pipelined request waits too.
    public var pipelinedCountMax = 64
    /// Requests of one connection, after which it is closed, so that balancers spread connections anew; 0 for any number.
    public var requestCountPerConnectionMax = 0
    /// A client that takes less of its answer is cut off: a byte every half minute would keep the answer in memory for weeks. 0 for none.
    public var answerByteCountPerSecondMin = 1024
    /// Requests of one loop that workers may have at a time.
    public var exchangeCountMax = 1024
    /// Connections in the kernel's queue that nobody accepted yet.
    public var backlog = 4096
    /// A connection without a request, above the 60 s that load balancers usually keep theirs.
    public var idleTimeoutMilliseconds = 75_000
    /// From a request's first byte to the end of its head.
    public var headTimeoutMilliseconds = 10_000
    /// From the end of the head to the end of the body.
    public var bodyTimeoutMilliseconds = 30_000
    /// From a request's hand-over to the workers until its answer is back: 503, and the connection closes.
    public var computeTimeoutMilliseconds = 30_000
    /// Without a byte of the answer taken by the client.
    public var writeTimeoutMilliseconds = 30_000
    /// After the last answer, for the client to read it and close.
    public var lingerTimeoutMilliseconds = 2_000
    /// Drain: a connection without a request may still bring the one that was under way.
    public var drainIdleMilliseconds = 250
    /// Drain: whatever is not finished then is cut off. Below the 30 s after which containers are killed.
    public var drainTimeoutMilliseconds = 25_000

    public init() {}

    /// `head`'s limits, for those who know no HTTP.
    public var headByteCountMax: Int {
        get { head.headByteCountMax }
        set { head.headByteCountMax = newValue }
    }
    public var headFieldCountMax: Int {
        get { head.fieldCountMax }
        set { head.fieldCountMax = newValue }
    }

    /// Head and body of the largest request that is accepted.
    var messageByteCountMax: Int { head.headByteCountMax + bodyByteCountMax }
    /// A chunked body is received into at least this much room, so that its framing does not come byte by byte into the last of a buffer.
    static let chunkRoomByteCountMin = 512
    /// Bodies up to this size, chunked ones as far as they have come, are read without asking the handler first, unless the client waits for
    /// a word.
    static let unaskedByteCountMax = 64 << 10
    /// What the kernel takes of an answer beyond what the client has room for: so that how fast the kernel takes it is how fast the client does,
    /// in steps of half of this. Of its own accord the kernel takes megabytes.
    static let unsentByteCountMax = 64 << 10
    /// Time over which it is looked at how much of its answer a client takes.
    static let outputWindowMilliseconds: UInt32 = 5_000
    /// Pause of accepting when descriptors or memory have run out.
    static let acceptPauseMilliseconds: UInt64 = 1_000
    /// Connections accepted in one turn, so that a storm of them cannot starve the ones that are served.
    static let acceptCountPerTurn = 64
    /// When workers have more than they can do, a loop looks less often, so that it takes more at a time and gives the processor to them for
    /// longer.
    static let overloadPauseNanoseconds = 500_000
    /// Exchanges that are gathered before they are answered, though the turn goes on.
    public static let gatheredCountMax = 64
    /// Receives for one connection in a turn.
    static let receiveCountMax = 4
    /// What a buffer grows by at once for the rest of a body, which a client may have promised only.
    static let restByteCountMax = 64 << 10
}
