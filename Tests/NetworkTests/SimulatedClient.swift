import Base

/// A client of the simulated kernel that goes through a mix of requests, in one of the ways in which clients do.
final class SimulatedClient {
    enum Manner: CaseIterable {
        /// Sends and takes what it can.
        case quick
        /// Gives and takes a few bytes at a time.
        case slow
        /// Says after its last byte that no more comes.
        case halfClosing
        /// Breaks off after some bytes, in either direction.
        case resetting
        /// Goes away without a word after some bytes.
        case leaving
        /// Stops in the middle and keeps the connection.
        case stuck
    }

    let mix: RequestMix
    let manner: Manner
    private let socket: SimulatedSocket
    private var stepCount = 0
    /// Bytes of the current step that are given.
    private var givenCount = 0
    /// Bytes given and taken so far.
    private var movedCount = 0
    /// Of a client that breaks off: bytes after which it does.
    private let endCount: Int
    private var received: [UInt8] = []
    /// Received bytes that were compared, and how many of the answers they are.
    private var seenCount = 0
    private(set) var answeredCount = 0
    private var lastWasInterim = false
    /// What came differs from what must come; set once and for all.
    private(set) var isWrong = false
    private(set) var hasLeft = false

    init(_ mix: RequestMix, _ kernel: SimulatedKernel, _ manner: Manner, _ random: inout SeededRandom) {
        self.mix = mix
        self.manner = manner
        let capacities = (0..<2).map { _ in 64 << random.next(below: 11) }
        socket = kernel.connect(capacityToServer: capacities[0], capacityToClient: capacities[1])
        endCount = 1 + random.next(below: 2_000)
    }

    /// Whether all must be answered.
    var isFaithful: Bool { manner == .quick || manner == .slow || manner == .halfClosing }

    /// Whether nothing more is to be expected of it while time does not pass.
    var isDone: Bool {
        if hasLeft || socket.isReset { return true }
        if manner == .stuck, movedCount >= endCount { return true }
        guard stepCount == mix.steps.count else { return socket.isOverForClient }
        return socket.isOverForClient || !mix.closes && manner != .halfClosing && answeredCount >= mix.answers.count
    }

    /// Whether everything came that must; false too when the kernel let the connection down.
    var isAnswered: Bool { !isWrong && answeredCount == mix.answers.count }
    /// The server gave up the connection.
    var isCutOff: Bool { socket.isReset || socket.serverHasClosed }

    func go(_ random: inout SeededRandom) {
        guard !hasLeft, !socket.isReset, manner != .stuck || movedCount < endCount else { return }
        if random.next(below: 4) > 0 { take(manner == .slow ? 1 + random.next(below: 64) : 1 << 16) }
        if random.next(below: 4) > 0 { give(manner == .slow ? 1 + random.next(below: 64) : 1 << 16) }
        switch manner {
        case .resetting where movedCount >= endCount: socket.reset()
        case .leaving where movedCount >= endCount: leave()
        case .halfClosing where stepCount == mix.steps.count: socket.finishByClient()
        default: break
        }
    }

    func leave() {
        guard !hasLeft else { return }
        hasLeft = true
        socket.closeByClient()
    }

    private func give(_ byteCountMax: Int) {
        guard stepCount < mix.steps.count else { return }
        switch mix.steps[stepCount] {
        case .send(let bytes):
            let given = socket.give(bytes[givenCount...].prefix(byteCountMax))
            givenCount += given
            movedCount += given
            guard givenCount == bytes.count else { return }
            givenCount = 0
            stepCount += 1
        case .awaitContinue(let answerByteCount):
            if answeredCount == answerByteCount, lastWasInterim { stepCount += 1 }
        }
    }

    private func take(_ byteCountMax: Int) {
        let taken = socket.take(countMax: byteCountMax)
        movedCount += taken.count
        received += taken
        compare()
    }

    /// Goes over what has newly come; a piece of what may become an interim answer waits for the rest.
    private func compare() {
        while seenCount < received.count, !isWrong {
            let rest = received[seenCount...]
            if rest.first == RequestMix.interim[0] {
                if rest.count < RequestMix.interim.count, RequestMix.interim.starts(with: rest) { return }
                if rest.starts(with: RequestMix.interim) {
                    seenCount += RequestMix.interim.count
                    lastWasInterim = true
                    continue
                }
            }
            lastWasInterim = false
            // Answers hold the interim one's first byte in few places: whole runs can be compared.
            let end = rest.dropFirst().firstIndex(of: RequestMix.interim[0]) ?? received.count
            let count = end - seenCount
            guard answeredCount + count <= mix.answers.count,
                mix.answers[answeredCount..<answeredCount + count] == received[seenCount..<end]
            else {
                isWrong = true
                return
            }
            answeredCount += count
            seenCount = end
        }
        if seenCount == received.count {
            received.removeAll(keepingCapacity: true)
            seenCount = 0
        }
    }
}
