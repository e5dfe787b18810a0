public import Base
public import Network

/// What is between the loops and the compute workers: the queue of requests, how much work waits in it, and what is no longer let in.
///
/// A loop asks for the cost of a body, works out what is light and pushes the rest; workers take it. Nobody waits for anybody: a full queue,
/// one that would take too long, and a deadline that cannot be met are refusals. One for all loops and workers of a process.
/// Thread rules: any thread, but a loop's requests are pushed on its thread. Limits: `RingOptions`.
@safe public final class RequestRing: @unchecked Sendable {
    public let options: RingOptions
    public let queue: WorkQueue
    public let budget: WorkBudget
    let costs: RequestCosts
    let loopCount: Int
    /// For each exchange of each loop the request that it carries.
    private let requests: UnsafeMutablePointer<RingRequest>

    /// For the models of `host` and so many loops. `options.workerCount` is not 0.
    public init(_ host: ModelHost, serving: ServingOptions, options: RingOptions, loopCount: Int) throws(SystemCallError) {
        self.options = options
        self.loopCount = loopCount
        queue = try WorkQueue(capacity: options.slotCount, workerCount: options.workerCount)
        budget = WorkBudget(workerCount: options.workerCount)
        let inlineNanosecondsMax =
            options.inlineCostMicroseconds > 0
            ? Double(options.inlineCostMicroseconds) * 1_000 : try HandOverTime.inlineNanoseconds()
        costs = RequestCosts(
            CostModel(measuredOn: host, options: serving), modelCount: host.modelCount,
            inlineNanosecondsMax: inlineNanosecondsMax, options: serving)
        unsafe requests = .allocate(capacity: loopCount * options.slotCount)
    }

    deinit { unsafe requests.deallocate() }

    /// What a request may be expected to cost for its loop to work it out itself.
    public var inlineMicroseconds: Int { Int(costs.inlineNanosecondsMax / 1_000) }

    /// The request of an exchange, from its push until it is given back.
    func request(_ word: RingWord) -> UnsafeMutablePointer<RingRequest> {
        precondition(word.loop < loopCount && word.exchange < options.slotCount, "an exchange of a loop")
        return unsafe requests + (word.loop &* options.slotCount &+ word.exchange)
    }

    /// Why a request of so much work would be refused now; nil when it would not. `deadlineNanoseconds` as `PredictionQuery` has it.
    func overload(estimatedNanoseconds: Int, deadlineNanoseconds: UInt64) -> Overload? {
        let wait = budget.expectedWaitNanoseconds
        let cost = Double(estimatedNanoseconds) * budget.costFactor
        let waitMax = max(Double(options.queueMillisecondsMax) * 1e6, RingOptions.queueCostsMax * cost)
        if Double(wait) > waitMax { return .queueTime }
        if deadlineNanoseconds != .max {
            let needed = Double(wait) + cost
            if MonotonicClock.nanoseconds &+ UInt64(needed) > deadlineNanoseconds { return .deadline }
        }
        return nil
    }

    /// Pushes a request; or why it is refused.
    func push(_ request: RingRequest, _ word: RingWord) -> Overload? {
        let estimate = request.estimatedNanoseconds
        if let overload = overload(estimatedNanoseconds: estimate, deadlineNanoseconds: request.query.deadlineNanoseconds) {
            return overload
        }
        unsafe self.request(word).initialize(to: request)
        // Before the push, so that a worker that is done at once takes off what is there.
        budget.add(estimatedNanoseconds: estimate)
        if queue.push(word.bits) { return nil }
        budget.remove(estimatedNanoseconds: estimate)
        return .ringFull
    }

    /// Slots that the parts of one request may take.
    var shareSlotCount: Int { max(1, options.slotCount &* options.sharePercent / 100) }
}
