import Base
import Glibc
import Network

/// A kernel that exists in a test alone: sockets, a listener's queue, readiness and time, with the faults that a real one has.
///
/// Transfers are cut short, would block although they were reported ready, and are interrupted; descriptors and memory run out. All of it
/// comes from a seed, so that a run repeats.
final class SimulatedKernel: SystemDouble {
    let clock = LoopClock.Manual()
    /// How often something goes wrong that could, in a thousand calls.
    var faultsPerThousand = 30
    private var random: SeededRandom
    private var sockets: [CInt: SimulatedSocket] = [:]
    private var queue: [SimulatedSocket] = []
    /// Of descriptors that are no sockets: listeners and events.
    private var others: [CInt: SystemInterest] = [:]
    private var listener: CInt = -1
    /// A loop's own event, a real one: whoever rings it makes a real call.
    private var wake: CInt = -1
    /// Called while a loop waits, before it is looked at what is ready: what other threads do meanwhile.
    var meanwhile: () -> Void = {}
    /// Called when a loop has waited to no end.
    var haveWaitedInVain: () -> Void = {}
    /// How often a loop was told that its event had been rung.
    private(set) var wakeReportCount = 0
    private var nextDescriptor = firstDescriptor
    private static let firstDescriptor: CInt = 1 << 20
    private static let epoll: CInt = 1 << 19

    init(_ random: SeededRandom) {
        self.random = random
        clock.unixSeconds = 784_111_777
    }

    /// Sockets that the server has accepted and not closed.
    var openSocketCount: Int { sockets.count }

    /// A client's end of a new connection, which waits in the listener's queue.
    func connect(capacityToServer: Int, capacityToClient: Int) -> SimulatedSocket {
        let socket = SimulatedSocket(
            descriptor: nextDescriptor, capacityToServer: capacityToServer, capacityToClient: capacityToClient)
        nextDescriptor += 1
        queue.append(socket)
        return socket
    }

    /// The server has closed its listener: who still waits in the queue is reset.
    func closeListener() {
        others[listener] = nil
        for socket in queue { socket.reset() }
        queue = []
    }

    private func fails() -> Bool { random.next(below: 1000) < faultsPerThousand }
    private func shortened(_ count: Int) -> Int { random.next(below: 4) == 0 ? 1 + random.next(below: count) : count }

    private func socket(_ descriptor: CInt) -> SimulatedSocket {
        guard let socket = sockets[descriptor] else { preconditionFailure("an open descriptor") }
        return socket
    }

    override func receive(_ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer) -> Int? {
        if fails() { return -Int(random.next(below: 2) == 0 ? EAGAIN : EINTR) }
        return unsafe socket(descriptor).receive(
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<shortened(bytes.count)]))
    }

    override func send(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int? {
        if fails() { return -Int(random.next(below: 2) == 0 ? EAGAIN : EINTR) }
        return unsafe socket(descriptor).send(UnsafeRawBufferPointer(rebasing: bytes[..<shortened(bytes.count)]))
    }

    override func accept(_ listener: CInt) -> Int? {
        if fails() { return -Int([EINTR, EMFILE, ENFILE, ENOMEM][random.next(below: 4)]) }
        guard !queue.isEmpty else { return -Int(EAGAIN) }
        let socket = queue.removeFirst()
        guard !socket.isReset else { return -Int(ECONNABORTED) }
        sockets[socket.descriptor] = socket
        return Int(socket.descriptor)
    }

    override func shutdownWrite(_ descriptor: CInt) -> Int? {
        socket(descriptor).finishByServer()
        return 0
    }

    override func close(_ descriptor: CInt) -> Int? {
        if descriptor == Self.epoll { return 0 }
        guard let socket = sockets.removeValue(forKey: descriptor) else { return -Int(EBADF) }
        socket.closeByServer()
        return 0
    }

    override func createEpoll() -> Int? { Int(Self.epoll) }

    override func register(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? {
        let interest = SystemInterest(events: events, token: token)
        if descriptor < Self.firstDescriptor {
            // The listener is the first that a loop registers, its event the second.
            if listener < 0 { listener = descriptor } else if wake < 0 { wake = descriptor }
            others[descriptor] = interest
            return 0
        }
        if random.next(below: 10) == 0, fails() { return -Int(ENOMEM) }
        socket(descriptor).interest = interest
        return 0
    }

    override func modify(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? {
        let interest = SystemInterest(events: events, token: token)
        if descriptor < Self.firstDescriptor { others[descriptor] = interest } else { socket(descriptor).interest = interest }
        return 0
    }

    private var isRung: Bool {
        var event = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&event, 1, 0) == 1
    }

    /// Ready descriptors in any order, some left for the next time; time passes, to the end of the wait when nothing is ready.
    override func wait(_ epoll: CInt, countMax: Int, timeoutNanoseconds: Int) -> [Readiness]? {
        clock.nanoseconds += UInt64(random.next(below: 400_000))
        meanwhile()
        if fails() { return [] }
        var reports: [Readiness] = []
        if let interest = others[wake], isRung {
            reports.append(Readiness(token: interest.token, events: Readiness.readable))
            wakeReportCount += 1
        }
        if let interest = others[listener], interest.events & Readiness.readable != 0, !queue.isEmpty {
            reports.append(Readiness(token: interest.token, events: Readiness.readable))
        }
        // In the order of descriptors first: a dictionary's own differs from run to run.
        for descriptor in sockets.keys.sorted() {
            guard let socket = sockets[descriptor], let interest = socket.interest else { continue }
            let events = socket.readiness & (interest.events | Readiness.error | Readiness.hangUp)
            if events != 0 { reports.append(Readiness(token: interest.token, events: events)) }
        }
        if reports.isEmpty, timeoutNanoseconds > 0 {
            clock.nanoseconds += UInt64(min(timeoutNanoseconds, 1_000_000))
            haveWaitedInVain()
        }
        reports.shuffle(using: &random)
        return Array(reports.prefix(min(countMax, 1 + random.next(below: 64))))
    }
}
