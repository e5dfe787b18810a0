/// What an operator may choose about the requests that are handed over to compute workers.
public struct RingOptions: Sendable {
    /// Threads that work them out; 0 hands nothing over.
    public var workerCount = 1
    /// Requests, and parts of requests, that may wait for them: a power of two.
    public var slotCount = 1024
    /// Of these the parts of one request, in percent.
    public var sharePercent = 25
    /// A request that is expected to cost more is handed over; 0 follows what handing over costs on this machine.
    public var inlineCostMicroseconds = 0
    /// What is expected to wait for longer is refused, unless it takes long itself (`queueCostsMax`).
    public var queueMillisecondsMax = 20
    /// A request that is expected to cost more than two of these is worked out in parts of about so much.
    public var partCostMicroseconds = 250
    /// How much the kernel prefers the loops to the workers where they share a processor (`nice`).
    public var workerNice = 5

    public init() {}

    public static let workerCountMax = 64
    /// A request may wait for so many times what it costs itself.
    public static let queueCostsMax = 16.0
    public static let slotCountMax = 1 << 16
}
