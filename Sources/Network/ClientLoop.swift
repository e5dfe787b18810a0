public import Base
internal import CLinux
internal import Synchronization

/// A loop of the other side: one thread's connections to one server, on one epoll descriptor.
///
/// Each connection has one request at a time: whenever one is free the loop asks its handler for a request, sends it, reads the response to
/// its end, tells the handler, and asks again, at once or when the handler says that the next one is due. A connection that closes is made
/// anew; `ClientPacing` says whether all are made at the start or each when there is a request for it. Per request that the
/// kernel takes whole and whose response comes in one piece: one send, one receive, one look at the clock, no allocation. Bodies are
/// measured, not kept.
///
/// A server that closes after a response, announced or not, is within its rights: where it had not sent a byte of the next response, the
/// request is sent once more on a new connection, and its latency goes on. Everything else that cuts an exchange off is told as a failure.
///
/// Thread rules: `turn`, `run` and what they change on one thread; `drain` and `abandon` may be called from any. Limits: `ClientLimits`.
@safe public final class ClientLoop: Loop, @unchecked Sendable {
    /// In memory of its own, so that a turn works on a plain structure: a class's properties are checked for exclusive access at run time.
    private let state: UnsafeMutablePointer<ClientState>
    private let handler: ClientHandler
    private let wake: WakeEvent
    private let drainWanted = Atomic<Bool>(false)
    private let abandonWanted = Atomic<Bool>(false)

    public init(
        address: SocketAddress, connectionCount: Int, handler: ClientHandler, limits: ClientLimits = ClientLimits(),
        pacing: ClientPacing = ClientPacing(), clock: LoopClock = LoopClock(), system: SystemDouble? = nil
    ) throws(SystemCallError) {
        self.handler = handler
        wake = try WakeEvent()
        let state = try ClientState(
            address: address, connectionCount: connectionCount, wake: wake, handler: handler, limits: limits, pacing: pacing,
            clock: clock,
            system: system)
        unsafe self.state = .allocate(capacity: 1)
        unsafe self.state.initialize(to: state)
    }

    deinit {
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Connections that are open or being made.
    public var connectionCount: Int { unsafe state.pointee.openCount }
    /// The most of them at one time.
    public var connectionCountMax: Int { unsafe state.pointee.openCountMax }
    /// Bytes that connections hold in buffers.
    public var bufferByteCount: Int { unsafe state.pointee.pool.byteCountInUse }
    /// Whether draining has ended, or no connection has anything more to send.
    public var isFinished: Bool { unsafe state.pointee.isFinished }

    /// Turns until no connection is left.
    public func run() {
        // What is due in some microseconds is not to wait for what is due in fifty, which is how far the kernel may put off a wakening.
        clinux_set_timer_slack(1)
        while !isFinished { turn() }
    }

    /// Asks for no more requests, awaits the responses under way, closes; `run` returns then. From any thread; once is enough.
    public func drain() {
        drainWanted.store(true, ordering: .releasing)
        wake.ring()
    }

    /// Closes everything at once; exchanges under way end without a word to the handler. From any thread.
    public func abandon() {
        abandonWanted.store(true, ordering: .releasing)
        wake.ring()
    }

    /// Waits for readiness (at most `timeoutMilliseconds`, or until a timer is due) and serves all that is ready. The first turn begins to
    /// connect.
    public func turn(timeoutMilliseconds: Int? = nil) {
        unsafe state.pointee.beginUnlessBegun()
        unsafe state.pointee.serveReady(timeoutMilliseconds: timeoutMilliseconds)
        if drainWanted.load(ordering: .acquiring) { unsafe state.pointee.beginDrain() }
        if abandonWanted.load(ordering: .acquiring) { unsafe state.pointee.abandon() }
        unsafe state.pointee.runTimers()
        unsafe state.pointee.sendDue()
    }
}
