public import Base
internal import CLinux
internal import Codecs
internal import Synchronization
internal import SystemPackage

/// A loop: one thread's connections, from accepting to closing, on one epoll descriptor.
///
/// It owns its listener, its connections and their buffers, its timers and its handler; loops share nothing, so as many run as there are
/// cores. It speaks HTTP/1.1 with keep-alive and pipelining, and knows nothing of what is asked: whole requests go to the handler, whose
/// answer is sent at once. Per request that comes in one piece: one receive, one send, no allocation.
///
/// Readiness is level-triggered. A read stops when the kernel gave less than there was room for; writability is watched only after a send
/// that the kernel did not take whole, and then nothing more is read. So a peer that does not read is not read from either.
///
/// Thread rules: `turn` and `run` on one thread; `drain` may be called from any.
/// Limits: `NetworkLimits`. At a limit it refuses with an answer, or stops accepting, never grows.
@safe public final class EventLoop: @unchecked Sendable {
    let limits: NetworkLimits
    let handler: RequestHandler
    let calls: SystemCalls
    let clock: LoopClock
    let epoll: CInt
    let wake: WakeEvent
    let events: UnsafeMutablePointer<clinux_event>
    /// The `Date` of the second that the loop is in.
    let dateText: UnsafeMutableBufferPointer<UInt8>
    var dateSeconds = -1

    var listener: Listener?
    var connections: ConnectionSlab
    var pool: BufferPool
    var timers: TimerWheel
    /// The time of this turn.
    var now: UInt64
    /// When accepting goes on after descriptors have run out; nil while it goes on.
    var acceptResumption: UInt64?
    /// Whether epoll watches the listener.
    var isAccepting = true
    /// When draining began and ends.
    var drainDeadline: UInt64?
    private let drainWanted = Atomic<Bool>(false)

    /// What readiness is about, when not a connection.
    static let listenerToken = UInt64.max
    static let wakeToken = UInt64.max - 1

    public init(
        listener: Listener, handler: RequestHandler, limits: NetworkLimits = NetworkLimits(), clock: LoopClock = LoopClock(),
        forcedFailures: ForcedFailures? = nil
    ) throws(SystemCallError) {
        self.listener = listener
        self.handler = handler
        self.limits = limits
        self.clock = clock
        calls = SystemCalls(forced: forcedFailures)
        wake = try WakeEvent()
        epoll = clinux_epoll_create()
        unsafe events = .allocate(capacity: Int(CLINUX_EVENT_COUNT_MAX))
        unsafe dateText = .allocate(capacity: HTTPDate.byteCount)
        now = clock.milliseconds
        connections = ConnectionSlab(capacity: limits.connectionCountMax)
        pool = BufferPool(byteCountMax: limits.bufferByteCountMax)
        timers = TimerWheel(entryCountMax: limits.connectionCountMax, now: now)
        guard epoll >= 0 else { throw SystemCallError(call: "epoll_create1", errno: Errno(rawValue: -epoll)) }
        try register(listener.descriptor, token: Self.listenerToken)
        try register(wake.descriptor, token: Self.wakeToken)
    }

    deinit {
        for index in 0..<connections.touchedCount where connections[index].phase != .free { close(index) }
        if epoll >= 0 { calls.close(epoll) }
        unsafe events.deallocate()
        unsafe dateText.deallocate()
    }

    private func register(_ descriptor: CInt, token: UInt64) throws(SystemCallError) {
        if case .failed(let errno) = calls.register(epoll, descriptor, events: UInt32(CLINUX_READABLE), token: token) {
            throw SystemCallError(call: "epoll_ctl", errno: errno)
        }
    }

    /// Open connections, those included that only wait for their peer to close.
    public var connectionCount: Int { connections.openCount }
    /// Bytes that connections hold in buffers.
    public var bufferByteCount: Int { pool.byteCountInUse }
    /// Whether draining has ended: no listener, no connection.
    public var isFinished: Bool { listener == nil && connections.openCount == 0 }

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

    /// Waits for readiness (at most `timeoutMilliseconds`, or until a timer is due) and serves all that is ready.
    public func turn(timeoutMilliseconds: Int? = nil) {
        let timeout = timeoutMilliseconds.map { CInt($0) } ?? (hasTimers ? CInt(TimerWheel.tickMilliseconds) : -1)
        let count = unsafe calls.wait(epoll, events, timeoutMilliseconds: timeout)
        now = clock.milliseconds
        for index in 0..<count {
            let event = unsafe events[index]
            switch event.token {
            case Self.listenerToken: acceptConnections()
            case Self.wakeToken: wake.clear()
            default: serve(token: event.token, events: event.events)
            }
        }
        if drainWanted.load(ordering: .acquiring), drainDeadline == nil { beginDrain() }
        runTimers()
    }

    private var hasTimers: Bool { timers.count > 0 || acceptResumption != nil || drainDeadline != nil }

    /// Serves a connection that is ready, unless it is no longer the one that the readiness was about.
    private func serve(token: UInt64, events: UInt32) {
        let index = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        guard connections[index].phase != .free, connections[index].generation == UInt32(token &>> 32) else { return }
        if events & UInt32(CLINUX_ERROR | CLINUX_HANGUP) != 0 {
            // Reset, or closed on both sides: nobody is there to read an answer.
            close(index)
        } else if connections[index].phase == .lingering {
            readAway(index)
        } else if connections[index].output.count > 0 {
            resumeWriting(index)
        } else {
            read(index)
        }
    }
}
