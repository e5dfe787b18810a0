internal import Codecs
internal import Synchronization

/// The rows of one request cut into parts, which workers take up in any order; who finishes the last one joins them.
///
/// Made at start and used again and again. Thread rules: `take`, `cut` and what they change on the worker that took the request, before the
/// parts are pushed; `finish` on any worker; what the parts wrote is read by the one that `finish` told it was the last.
@safe final class InstanceSplit: @unchecked Sendable {
    static let partCountMax = 64

    struct Part {
        /// In the body.
        var offset = 0
        var byteCount = 0
        /// Its first row is `instances[first]`.
        var first = 0
        var rowCount = 0
        /// What its worker took for it.
        var stages = StageTimes()
    }

    /// How far the parts are from an answer.
    enum Outcome: UInt8, AtomicRepresentable {
        /// All of those that are finished are answered.
        case answered
        /// One of them was refused: the whole has to be read to know why.
        case refused
        /// Nobody waits for the answer any more.
        case abandoned
    }

    private(set) var partCount = 0
    private(set) var rowCount = 0
    private let parts: UnsafeMutablePointer<Part>
    /// What each part wrote.
    private let answers: UnsafeMutablePointer<ByteBuffer>
    private let isTaken = Atomic<Bool>(false)
    private let unfinishedCount = Atomic<Int>(0)
    private let worst = Atomic<Outcome>(.answered)
    /// What the workers counted for their parts, each in the place of a model of its own number.
    let counters: ServingCounters
    private let workerCount: Int

    init(workerCount: Int) {
        self.workerCount = workerCount
        counters = ServingCounters(modelCount: workerCount)
        unsafe parts = .allocate(capacity: Self.partCountMax)
        unsafe parts.initialize(repeating: Part(), count: Self.partCountMax)
        unsafe answers = .allocate(capacity: Self.partCountMax)
        for part in 0..<Self.partCountMax { unsafe (answers + part).initialize(to: ByteBuffer(capacity: 0)) }
    }

    deinit {
        unsafe parts.deallocate()
        unsafe answers.deinitialize(count: Self.partCountMax)
        unsafe answers.deallocate()
    }

    /// False when another request has it. On the worker that owns it.
    func take() -> Bool {
        // Acquires what the last request's workers did here.
        if isTaken.load(ordering: .acquiring) { return false }
        isTaken.store(true, ordering: .relaxed)
        return true
    }

    /// Gives it back for another request.
    func release() { isTaken.store(false, ordering: .releasing) }

    subscript(part: Int) -> Part {
        precondition(part >= 0 && part < partCount, "a part")
        return unsafe parts[part]
    }

    /// Cuts a body whose one member is `instances` into about `partCount` parts of equal length; false when it cannot be cut, or has more rows
    /// than `rowCountMax`. The body is not checked: each part is, when it is read.
    func cut(_ body: UnsafeRawBufferPointer, into wantedCount: Int, rowCountMax: Int) -> Bool {
        precondition(wantedCount >= 1 && wantedCount <= Self.partCountMax, "1 to \(Self.partCountMax) parts")
        let bytes = unsafe body.bindMemory(to: UInt8.self)
        guard let begin = unsafe InstancesFrame.begin(of: bytes) else { return false }
        let byteCount = bytes.count &- begin
        var scan = unsafe JSONElementScan(UnsafeBufferPointer(rebasing: bytes[begin...]))
        var offset = 0
        partCount = 0
        rowCount = 0
        while true {
            let target = partCount &+ 1 == wantedCount ? byteCount : (partCount &+ 1) &* byteCount / wantedCount
            guard let border = scan.passElements(to: target) else { return false }
            unsafe parts[partCount] = Part(
                offset: begin &+ offset, byteCount: border.offset &- offset, first: rowCount,
                rowCount: scan.elementCount &- rowCount)
            rowCount = scan.elementCount
            partCount &+= 1
            guard rowCount <= rowCountMax else { return false }
            offset = border.offset &+ 1
            if border.isEnd { break }
        }
        guard unsafe InstancesFrame.isEnd(UnsafeBufferPointer(rebasing: bytes[(begin &+ offset)...])) else { return false }
        unfinishedCount.store(partCount, ordering: .relaxed)
        worst.store(.answered, ordering: .relaxed)
        return true
    }

    /// What the parts that are finished came to; when it is not an answer, the others need not be worked out.
    var outcome: Outcome { worst.load(ordering: .relaxed) }

    /// Takes what a part wrote, in exchange for empty memory.
    func exchange(_ part: Int, _ answer: UnsafeMutablePointer<ByteBuffer>) {
        precondition(part >= 0 && part < partCount, "a part")
        unsafe swap(&answers[part], &answer.pointee)
    }

    /// Notes what a part took, before it is finished.
    func note(_ part: Int, _ stages: StageTimes) {
        precondition(part >= 0 && part < partCount, "a part")
        unsafe parts[part].stages = stages
    }

    /// The time that the request took, divided as the work of its parts was: several workers had them at a time.
    func stages(within nanoseconds: UInt64) -> StageTimes {
        var parse = 0.0
        var score = 0.0
        for part in 0..<partCount {
            parse += Double(unsafe parts[part].stages.parse)
            score += Double(unsafe parts[part].stages.score)
        }
        let scoreNanoseconds = UInt64(Double(nanoseconds) * score / max(parse + score, 1))
        return StageTimes(parse: nanoseconds &- min(scoreNanoseconds, nanoseconds), score: scoreNanoseconds)
    }

    /// Notes that a part is finished; true for the last one, whose worker sees what all the others did.
    func finish(_ outcome: Outcome) -> Bool {
        if outcome != .answered { worst.store(outcome, ordering: .relaxed) }
        // Releases what was written for the part, and acquires that of all parts before.
        return unfinishedCount.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
    }

    /// Hands over what was counted for an answer that is given.
    func moveCounts(to other: ServingCounters, model: Int) {
        for worker in 0..<workerCount { counters.moveCounts(of: worker, to: other, model: model) }
    }

    /// Forgets what was counted for one that is not.
    func clearCounts() {
        for worker in 0..<workerCount { counters.clearCounts(of: worker) }
    }

    /// Bytes that the parts wrote together.
    var answerByteCount: Int {
        var sum = 0
        for part in 0..<partCount { sum &+= unsafe answers[part].count }
        return sum
    }

    /// Appends what the parts wrote, in order.
    func join(into answer: inout ByteBuffer) {
        for part in 0..<partCount {
            unsafe answer.append(contentsOf: answers[part].unsafeBytes.bindMemory(to: UInt8.self))
        }
    }
}
