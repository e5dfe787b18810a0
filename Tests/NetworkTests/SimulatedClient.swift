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

    private struct Candidate {
        enum Meaning { case interim, answer, last }
        let text: [UInt8]
        let meaning: Meaning
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
    /// What may be coming now, as far as it has come; empty between two answers.
    private var candidates: [Candidate] = []
    private var matchedCount = 0
    /// Requests whose answers have come.
    private(set) var answeredCount = 0
    private var lastWasInterim = false
    /// An answer came after which the connection closes, before all requests were answered.
    private(set) var hasEnded = false
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
    /// Whether not a byte came.
    var hasNothing: Bool { answeredCount == 0 && matchedCount == 0 && !lastWasInterim }
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
        case .awaitContinue(let answerCount):
            if answeredCount == answerCount, lastWasInterim { stepCount += 1 }
        }
    }

    private func take(_ byteCountMax: Int) {
        let taken = socket.take(countMax: byteCountMax)
        movedCount += taken.count
        var rest = taken[...]
        while !rest.isEmpty, !isWrong { rest = rest.dropFirst(match(rest)) }
    }

    /// Compares the next bytes with all that may come, as far as the shortest of that goes: how many these were.
    private func match(_ bytes: ArraySlice<UInt8>) -> Int {
        if candidates.isEmpty { candidates = nextCandidates }
        let count = min(bytes.count, candidates.reduce(Int.max) { min($0, $1.text.count - matchedCount) })
        candidates.removeAll { $0.text[matchedCount..<matchedCount + count] != bytes.prefix(count) }
        guard !candidates.isEmpty else {
            isWrong = true
            return count
        }
        matchedCount += count
        // Answers say how long they are: none begins with another.
        guard let whole = candidates.first(where: { $0.text.count == matchedCount }) else { return count }
        candidates = []
        matchedCount = 0
        lastWasInterim = whole.meaning == .interim
        if !lastWasInterim { answeredCount += 1 }
        if whole.meaning == .last { hasEnded = true }
        return count
    }

    private var nextCandidates: [Candidate] {
        guard answeredCount < mix.answers.count, !hasEnded else { return [] }
        let answer = mix.answers[answeredCount]
        return [Candidate(text: RequestMix.interim, meaning: .interim)]
            + answer.texts.map { Candidate(text: $0, meaning: .answer) }
            + answer.lastTexts.map { Candidate(text: $0, meaning: .last) }
    }
}
