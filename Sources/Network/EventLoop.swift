public import Base
internal import Synchronization

/// A loop: one thread's connections, from accepting to closing, on one epoll descriptor.
///
/// It owns its listener, its connections and their buffers, its timers and its handler; loops share nothing, so as many run as there are
/// cores. It speaks HTTP/1.1 with keep-alive and pipelining, and knows nothing of what is asked: whole requests go to the handler, whose
/// answer is sent at once. Per request that comes in one piece: one receive, one send, no allocation.
///
/// Readiness is level-triggered. A read stops when the kernel gave less than there was room for; writability is watched only after a send
/// that the kernel did not take whole, and then nothing more is read. So a peer that does not read is not read from either.
///
/// Thread rules: `turn`, `run` and what they change on one thread; `drain` may be called and `counters` read from any.
/// Limits: `NetworkLimits`. At a limit it refuses with an answer, or stops accepting, never grows.
@safe public final class EventLoop: Loop, @unchecked Sendable {
    /// In memory of its own, so that a turn works on a plain structure: a class's properties are checked for exclusive access at run time.
    private let state: UnsafeMutablePointer<LoopState>
    private let handler: RequestHandler
    private let wake: WakeEvent
    /// Where workers give back what was handed over to them; nil without workers.
    public let returns: ReturnQueue?
    private let drainWanted = Atomic<Bool>(false)
    /// When draining is to end; 0 while nobody has said.
    private let drainDeadline = Atomic<UInt64>(0)
    /// What the loop has done so far; any thread may read it.
    public let counters = LoopCounters()

    /// `workerCount` is of those that the handler may hand requests over to; without any it answers each at once. With `expectsProxyHeader`
    /// every connection begins with a header of the PROXY protocol, or is closed: then only balancers may reach the listener, since the
    /// header is believed.
    public init(
        listener: Listener, handler: RequestHandler, workerCount: Int = 0, limits: NetworkLimits = NetworkLimits(),
        expectsProxyHeader: Bool = false,
        clock: LoopClock = LoopClock(), system: SystemDouble? = nil
    ) throws(SystemCallError) {
        self.handler = handler
        wake = try WakeEvent()
        returns =
            workerCount > 0
            ? ReturnQueue(workerCount: workerCount, exchangeCountMax: limits.exchangeCountMax, wake: wake) : nil
        let state = try LoopState(
            listener: listener, wake: wake, handler: handler, returns: returns, counters: counters.words, limits: limits,
            clock: clock, expectsProxyHeader: expectsProxyHeader, system: system)
        unsafe self.state = .allocate(capacity: 1)
        unsafe self.state.initialize(to: state)
    }

    deinit {
        unsafe state.pointee.dropReturned()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Open connections, those included that only wait for their peer to close.
    public var connectionCount: Int { unsafe state.pointee.connections.openCount }
    /// Requests that workers have.
    public var exchangeCount: Int { unsafe state.pointee.exchanges.underWayCount }
    /// Bytes that connections and requests under way hold in buffers.
    public var bufferByteCount: Int { unsafe state.pointee.pool.byteCountInUse }
    /// Whether draining has ended: no listener, no connection, no request that workers have; or these, and the time for draining is up.
    public var isFinished: Bool { unsafe state.pointee.isFinished }

    /// Turns until the loop is drained.
    public func run() {
        while !isFinished { turn() }
    }

    /// Stops accepting, answers what is under way, closes what is idle; `run` returns when nothing is left, or when
    /// `drainTimeoutMilliseconds` have passed. From any thread; once is enough.
    public func drain() {
        drainWanted.store(true, ordering: .releasing)
        wake.ring()
    }

    /// The same with an end that several loops have in common, however late one of them sees that it is to drain.
    public func drain(until deadlineMilliseconds: UInt64) {
        drainDeadline.store(deadlineMilliseconds, ordering: .relaxed)
        drain()
    }

    /// Waits for readiness (at most `timeoutMilliseconds`, or until a timer is due) and serves all that is ready.
    public func turn(timeoutMilliseconds: Int? = nil) {
        unsafe state.pointee.serveReady(timeoutMilliseconds: timeoutMilliseconds)
        if drainWanted.load(ordering: .acquiring) {
            let deadline = drainDeadline.load(ordering: .relaxed)
            unsafe state.pointee.beginDrain(until: deadline == 0 ? nil : deadline)
        }
        unsafe state.pointee.runTimers()
    }
}
