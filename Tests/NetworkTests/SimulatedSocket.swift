import Glibc
import Network

/// A connection of the simulated kernel: two bounded pipes, and what either side has done to them.
final class SimulatedSocket {
    let descriptor: CInt
    private(set) var toServer: BytePipe
    private(set) var toClient: BytePipe
    /// The client sends no more.
    private(set) var clientHasFinished = false
    /// The client neither sends nor takes any more.
    private(set) var clientHasClosed = false
    private(set) var serverHasFinished = false
    private(set) var serverHasClosed = false
    /// Either side broke it off; bytes on the way are lost.
    private(set) var isReset = false
    /// What epoll watches it for, once it is registered.
    var interest: SystemInterest?

    init(descriptor: CInt, capacityToServer: Int, capacityToClient: Int) {
        self.descriptor = descriptor
        toServer = BytePipe(capacity: capacityToServer)
        toClient = BytePipe(capacity: capacityToClient)
    }

    /// Epoll's bits, whether asked for or not.
    var readiness: UInt32 {
        var bits: UInt32 = 0
        if toServer.count > 0 || clientHasFinished || isReset { bits |= SystemDouble.Readiness.readable }
        if clientHasFinished || isReset { bits |= SystemDouble.Readiness.peerFinished }
        // As Linux has it: writable with a third of the buffer free, so that a trickle wakes nobody.
        if toClient.room * 3 >= toClient.capacity || serverHasFinished || isReset { bits |= SystemDouble.Readiness.writable }
        if isReset || clientHasFinished && serverHasFinished { bits |= SystemDouble.Readiness.hangUp }
        if isReset { bits |= SystemDouble.Readiness.error }
        return bits
    }

    // What the server does; results as the kernel gives them.

    func receive(into bytes: UnsafeMutableRawBufferPointer) -> Int {
        precondition(!serverHasClosed, "a closed descriptor is not read")
        if isReset { return -Int(ECONNRESET) }
        if toServer.count == 0 { return clientHasFinished ? 0 : -Int(EAGAIN) }
        return unsafe toServer.take(into: bytes)
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        precondition(!serverHasClosed && !serverHasFinished, "nothing is sent after the last byte")
        if isReset { return -Int(EPIPE) }
        if clientHasClosed {
            // The first bytes to a socket that is gone are taken; a reset comes back.
            reset()
            return bytes.count
        }
        let count = unsafe toClient.give(bytes)
        return count > 0 || bytes.count == 0 ? count : -Int(EAGAIN)
    }

    func finishByServer() { serverHasFinished = true }

    func closeByServer() {
        precondition(!serverHasClosed, "a descriptor is closed once")
        serverHasClosed = true
        interest = nil
        // Bytes that nobody read make the kernel send a reset, which overtakes what the client has not taken.
        if toServer.count > 0 { reset() }
    }

    // What the client does.

    func give(_ bytes: ArraySlice<UInt8>) -> Int {
        guard !isReset else { return 0 }
        if serverHasClosed {
            reset()
            return 0
        }
        return unsafe bytes.withUnsafeBytes { unsafe toServer.give($0) }
    }

    func take(countMax: Int) -> [UInt8] { toClient.take(countMax: countMax) }

    /// Everything that was sent is taken, and no more comes.
    var isOverForClient: Bool { isReset || toClient.count == 0 && (serverHasFinished || serverHasClosed) }

    func finishByClient() { clientHasFinished = true }

    func closeByClient() {
        clientHasFinished = true
        clientHasClosed = true
        if toClient.count > 0 { reset() }
    }

    func reset() {
        isReset = true
        toServer.removeAll()
        toClient.removeAll()
    }
}

/// What a descriptor is watched for.
struct SystemInterest {
    var events: UInt32
    var token: UInt64
}

/// Bytes on their way, up to a number.
struct BytePipe {
    let capacity: Int
    private var bytes: [UInt8] = []
    private var lower = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { bytes.count - lower }
    var room: Int { capacity - count }

    /// Takes as many as there is room for.
    mutating func give(_ source: UnsafeRawBufferPointer) -> Int {
        let count = min(room, source.count)
        if lower > capacity {
            bytes.removeFirst(lower)
            lower = 0
        }
        unsafe bytes.append(contentsOf: source[..<count])
        return count
    }

    mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
        let taken = take(countMax: target.count)
        unsafe target.copyBytes(from: taken)
        return taken.count
    }

    mutating func take(countMax: Int) -> [UInt8] {
        let taken = Array(bytes[lower..<lower + min(count, countMax)])
        lower += taken.count
        return taken
    }

    mutating func removeAll() {
        bytes.removeAll()
        lower = 0
    }
}
