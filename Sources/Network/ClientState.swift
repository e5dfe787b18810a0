internal import Base
internal import CLinux
internal import Codecs
internal import SystemPackage

/// All that a client loop works on, and the work: the loop's thread alone touches it.
@safe struct ClientState: ~Copyable {
    let address: SocketAddress
    let limits: ClientLimits
    /// Kept alive by the loop.
    let handler: Unmanaged<ClientHandler>
    let calls: SystemCalls
    let clock: LoopClock
    let epoll: CInt
    let wake: WakeEvent
    let events: UnsafeMutablePointer<clinux_event>

    var connections: ClientConnectionTable
    var pool: BufferPool
    var timers: TimerWheel
    /// Connections that are open or being made.
    var openCount = 0
    /// The most of them at one time.
    var openCountMax = 0
    /// Connections that are being made.
    var connectingCount = 0
    /// Places that wait after a failure to connect.
    var pausedCount = 0
    /// The last try to connect failed: there is one at a time until one does not, where connections are opened as they are needed.
    var hasFailedToConnect = false

    let pacing: ClientPacing
    /// Connections that wait for a request to be due; the last one is used first, so that few are used where few suffice.
    var idle: [Int] = []
    /// Since when `idle` has not been empty.
    var freeSinceNanoseconds: UInt64 = 0
    /// No request is due before this; 0 where that is not known.
    var nextDueNanoseconds: UInt64 = 0
    /// Places without a connection, where they are opened as they are needed.
    var vacant: [Int] = []
    /// When there is something to do although nothing is ready.
    var wakeNanoseconds = UInt64.max

    private var hasBegun = false
    /// No more requests are asked for.
    private(set) var isDraining = false

    /// What readiness is about, when not a connection.
    static let wakeToken = UInt64.max

    init(
        address: SocketAddress, connectionCount: Int, wake: WakeEvent, handler: ClientHandler, limits: ClientLimits,
        pacing: ClientPacing, clock: LoopClock, system: SystemDouble?
    ) throws(SystemCallError) {
        self.address = address
        self.pacing = pacing
        idle.reserveCapacity(connectionCount)
        vacant.reserveCapacity(connectionCount)
        unsafe self.handler = Unmanaged.passUnretained(handler)
        self.limits = limits
        self.clock = clock
        self.wake = wake
        calls = SystemCalls(double: system)
        epoll = calls.createEpoll()
        unsafe events = .allocate(capacity: Int(CLINUX_EVENT_COUNT_MAX))
        connections = ClientConnectionTable(count: connectionCount)
        pool = BufferPool(byteCountMax: limits.bufferByteCountMax)
        timers = TimerWheel(entryCountMax: connectionCount, now: clock.nanoseconds / 1_000_000)
        guard epoll >= 0 else { throw SystemCallError(call: "epoll_create1", errno: Errno(rawValue: -epoll)) }
        let watched = calls.register(epoll, wake.descriptor, events: UInt32(CLINUX_READABLE), token: Self.wakeToken)
        if case .failed(let errno) = watched { throw SystemCallError(call: "epoll_ctl", errno: errno) }
    }

    deinit {
        for index in 0..<connections.count {
            if connections[index].descriptor >= 0 { calls.close(connections[index].descriptor) }
            connections[index].input.deallocate()
        }
        if epoll >= 0 { calls.close(epoll) }
        unsafe events.deallocate()
    }

    /// Nothing is open, and nothing waits to be.
    var isFinished: Bool { hasBegun && openCount == 0 && timers.count == 0 && (isDraining || !pacing.opensAsNeeded) }

    mutating func beginUnlessBegun() {
        guard !hasBegun else { return }
        hasBegun = true
        if pacing.opensAsNeeded {
            vacant = (0..<connections.count).reversed()
            sendDue()
        } else {
            for index in 0..<connections.count { connect(index) }
        }
    }

    /// Waits, at most until a timer or a request is due, and serves all that is ready.
    mutating func serveReady(timeoutMilliseconds: Int?) {
        guard !isFinished else { return }
        let count = unsafe calls.wait(epoll, events, timeoutNanoseconds: timeoutNanoseconds(timeoutMilliseconds))
        for index in 0..<count {
            let event = unsafe events[index]
            if event.token == Self.wakeToken { wake.clear() } else { serve(token: event.token, events: event.events) }
        }
    }

    /// Serves a connection that is ready, unless it is no longer the one that the readiness was about.
    private mutating func serve(token: UInt64, events: UInt32) {
        let index = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        guard connections[index].descriptor >= 0, connections[index].generation == UInt32(token &>> 32) else { return }
        if connections[index].phase == .connecting {
            finishConnecting(index)
            return
        }
        // A server may answer before it has read the whole request, so reading comes first: the answer may make writing needless.
        if events & ~UInt32(CLINUX_WRITABLE) != 0 { read(index) }
        guard events & UInt32(CLINUX_WRITABLE) != 0, connections[index].generation == UInt32(token &>> 32) else { return }
        if connections[index].exchange.unsentByteCount > 0 { write(index) }
    }

    private func timeoutNanoseconds(_ milliseconds: Int?) -> Int {
        if let milliseconds { return milliseconds * 1_000_000 }
        if pacing.spins, !isDraining { return 0 }
        let tick = timers.count > 0 ? Int(TimerWheel.tickMilliseconds) * 1_000_000 : -1
        guard wakeNanoseconds != .max else { return tick }
        let now = clock.nanoseconds
        let due = wakeNanoseconds > now ? Int(wakeNanoseconds &- now) : 0
        return tick < 0 ? due : min(due, tick)
    }

    mutating func beginDrain() {
        guard !isDraining else { return }
        isDraining = true
        wakeNanoseconds = .max
        for index in idle { connections[index].isIdle = false }
        idle = []
        // A request that waits for its new connection was begun in time and is awaited like any other.
        for index in 0..<connections.count where connections[index].exchange.request == nil { close(index) }
    }

    mutating func abandon() {
        isDraining = true
        for index in 0..<connections.count { close(index) }
    }
}
