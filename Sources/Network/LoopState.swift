internal import Base
internal import CLinux
internal import Codecs
internal import SystemPackage

/// All that a loop works on, and the work: the loop's thread alone touches it.
@safe struct LoopState: ~Copyable {
    let limits: NetworkLimits
    /// Whether every connection begins with a header of the PROXY protocol.
    let expectsProxyHeader: Bool
    /// Kept alive by the loop.
    let handler: Unmanaged<RequestHandler>
    /// Kept alive by the loop.
    let counters: LoopCounterWords
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
    var exchanges: ExchangeTable
    /// Where exchanges come back; kept alive by the loop. Nil without workers.
    let returns: Unmanaged<ReturnQueue>?
    /// The time of this turn.
    var now: UInt64
    /// When the loop turned to what it is at, precisely: the turn's beginning, or the last send in it.
    var turnedNanoseconds: UInt64 = 0
    /// Nothing was done since then.
    var hasJustSent = false
    /// A request of this turn was refused by load.
    var isOverloaded = false
    /// Exchanges that the loop answers itself before the turn ends.
    var gatheredCount = 0
    /// When accepting goes on after descriptors have run out; nil while it goes on.
    var acceptResumption: UInt64?
    /// Whether epoll watches the listener.
    var isAccepting = true
    /// When draining ends; nil before it begins.
    var drainDeadline: UInt64?

    /// What readiness is about, when not a connection.
    static let listenerToken = UInt64.max
    static let wakeToken = UInt64.max - 1

    init(
        listener: Listener, wake: WakeEvent, handler: RequestHandler, returns: ReturnQueue?, counters: LoopCounterWords,
        limits: NetworkLimits, clock: LoopClock, expectsProxyHeader: Bool, system: SystemDouble?
    ) throws(SystemCallError) {
        self.listener = listener
        unsafe self.handler = Unmanaged.passUnretained(handler)
        unsafe self.returns = returns.map { unsafe Unmanaged.passUnretained($0) }
        exchanges = ExchangeTable(capacity: returns == nil ? 0 : limits.exchangeCountMax)
        self.counters = counters
        self.limits = limits
        self.expectsProxyHeader = expectsProxyHeader
        self.clock = clock
        self.wake = wake
        calls = SystemCalls(double: system)
        epoll = calls.createEpoll()
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
        for index in 0..<connections.touchedCount where connections[index].phase != .free {
            calls.close(connections[index].descriptor)
            connections[index].input.deallocate()
            connections[index].output.deallocate()
        }
        if epoll >= 0 { calls.close(epoll) }
        unsafe events.deallocate()
        unsafe dateText.deallocate()
    }

    private func register(_ descriptor: CInt, token: UInt64) throws(SystemCallError) {
        if case .failed(let errno) = calls.register(epoll, descriptor, events: UInt32(CLINUX_READABLE), token: token) {
            throw SystemCallError(call: "epoll_ctl", errno: errno)
        }
    }

    /// Drained: workers have nothing of this loop's either, unless the time for draining is up.
    var isFinished: Bool {
        guard listener == nil, connections.openCount == 0 else { return false }
        guard exchanges.underWayCount > 0, let drainDeadline else { return exchanges.underWayCount == 0 }
        return drainDeadline <= now
    }

    private var hasTimers: Bool { timers.count > 0 || acceptResumption != nil || drainDeadline != nil }

    /// How long to wait for readiness at most; the end of draining is met exactly, as others wait for the loop then.
    private var timerMilliseconds: CInt {
        guard hasTimers else { return -1 }
        guard let deadline = drainDeadline, deadline < now &+ TimerWheel.tickMilliseconds else {
            return CInt(TimerWheel.tickMilliseconds)
        }
        return deadline > now ? CInt(deadline &- now) : 0
    }

    /// Waits, at most until a timer is due, and serves all that is ready.
    mutating func serveReady(timeoutMilliseconds: Int?) {
        if isOverloaded {
            isOverloaded = false
            calls.pause(nanoseconds: NetworkLimits.overloadPauseNanoseconds)
        }
        let wait = timeoutMilliseconds.map { CInt($0) } ?? timerMilliseconds
        let count = unsafe calls.wait(epoll, events, timeoutMilliseconds: prepareToBlock() ? wait : 0)
        now = clock.milliseconds
        haveBlocked()
        guard count > 0 || exchanges.underWayCount > 0 else { return }
        let beginning = clock.nanoseconds
        turnedNanoseconds = beginning
        unsafe handler._withUnsafeGuaranteedRef { $0.willServe(readyCount: count) }
        for index in 0..<count {
            let event = unsafe events[index]
            hasJustSent = false
            switch event.token {
            case Self.listenerToken: acceptConnections()
            case Self.wakeToken: wake.clear()
            default: serve(token: event.token, events: event.events)
            }
            if gatheredCount >= NetworkLimits.gatheredCountMax { takeGathered() }
        }
        if exchanges.underWayCount > gatheredCount { takeReturned() }
        takeGathered()
        // The last send's time is the turn's end, but for the little that follows a send.
        let end = hasJustSent ? turnedNanoseconds : clock.nanoseconds
        counters.addTurn(nanoseconds: end &- beginning)
    }

    /// Serves a connection that is ready, unless it is no longer the one that the readiness was about.
    private mutating func serve(token: UInt64, events: UInt32) {
        let index = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        guard connections[index].phase != .free, connections[index].generation == UInt32(token &>> 32) else { return }
        if events & UInt32(CLINUX_ERROR) != 0 {
            close(index)
        } else if connections[index].phase == .lingering {
            // Closed on both sides perhaps; to close before all is read would take the last answers from the peer by a reset.
            readAway(index)
        } else if events & UInt32(CLINUX_HANGUP) != 0 {
            // Nobody is there to read an answer.
            close(index)
        } else if connections[index].output.count > 0 {
            settle(index)
        } else if connections[index].isWaiting {
            // What has come is read when the answer is there; until then it would be reported again and again.
            watch(index, for: 0)
        } else {
            read(index)
        }
    }
}
