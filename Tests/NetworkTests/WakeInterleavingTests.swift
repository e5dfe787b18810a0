import Network
import Testing

/// A loop that sleeps until one of two workers returns something.
private enum ReturnPeer: RingThread {
    case worker(ring: Int, Worker)
    case loop(Loop, wantedCount: Int, looksTwice: Bool)

    enum Worker: Hashable {
        case push(ReturnPushSteps)
        case wake(WakeSteps)
        case ring, end
    }
    enum Loop: Hashable {
        case pop(ring: Int, ReturnPopSteps)
        case look(ring: Int)
        case setBit, asleep, clearBit, end
    }

    static func worker(ring: Int) -> Self { .worker(ring: ring, .push(ReturnPushSteps(UInt64(ring), capacity: 2))) }
    static func loop(wantedCount: Int, looksTwice: Bool = true) -> Self {
        .loop(.pop(ring: 0, ReturnPopSteps(capacity: 2)), wantedCount: wantedCount, looksTwice: looksTwice)
    }

    var isFinished: Bool {
        switch self {
        case .worker(_, let state): state == .end
        case .loop(let state, _, _): state == .end
        }
    }

    func isBlocked(in memory: WeakMemory) -> Bool {
        if case .loop(.asleep, _, _) = self { !memory.isRung(0) } else { false }
    }

    mutating func step(_ memory: inout WeakMemory) {
        switch self {
        case .worker(let ring, let state): self = .worker(ring: ring, Self.step(state, ring, &memory))
        case .loop(let state, var wantedCount, let looksTwice):
            var next = Self.step(state, &memory, looksTwice: looksTwice)
            if case .popped = next.result { wantedCount -= 1 }
            if wantedCount == 0 { next.state = .end }
            self = .loop(next.state, wantedCount: wantedCount, looksTwice: looksTwice)
        }
    }

    private static func step(_ state: Worker, _ ring: Int, _ memory: inout WeakMemory) -> Worker {
        switch state {
        case .push(var steps):
            memory.ring = ring
            return steps.step(&memory) == nil ? .push(steps) : .wake(WakeSteps())
        case .wake(var steps):
            switch steps.step(&memory) {
            case nil: return .wake(steps)
            case .wake: return .ring
            case .nobodySleeps: return .end
            }
        case .ring:
            memory.ringBell(0)
            return .end
        case .end: return .end
        }
    }

    enum Result { case popped, nothing }

    private static func step(_ state: Loop, _ memory: inout WeakMemory, looksTwice: Bool) -> (state: Loop, result: Result) {
        switch state {
        case .pop(let ring, var steps):
            memory.ring = ring
            switch steps.step(&memory) {
            case nil: return (.pop(ring: ring, steps), .nothing)
            case .word: return (.pop(ring: ring, ReturnPopSteps(capacity: 2)), .popped)
            case .empty: return (ring == 0 ? .pop(ring: 1, ReturnPopSteps(capacity: 2)) : .setBit, .nothing)
            }
        case .setBit:
            SleepSteps(bit: 1).step(&memory)
            return (looksTwice ? .look(ring: 0) : .asleep, .nothing)
        case .look(let ring):
            memory.ring = ring
            let isEmpty = memory.load(.tail, .acquiring) == memory.load(.head, .relaxed)
            guard isEmpty else { return (.clearBit, .nothing) }
            return (ring == 0 ? .look(ring: 1) : .asleep, .nothing)
        case .asleep:
            memory.clearBell(0)
            return (.clearBit, .nothing)
        case .clearBit:
            AwakeSteps(bit: 1).step(&memory)
            return (.pop(ring: 0, ReturnPopSteps(capacity: 2)), .nothing)
        case .end: return (.end, .nothing)
        }
    }
}

/// Loops that push to workers which sleep when there is nothing.
private enum WorkPeer: RingThread {
    case producer(left: [UInt64], Producer, closes: Bool)
    case worker(Worker, TakeSteps, number: Int, left: Int, wakesOn: Bool)

    enum Producer: Hashable {
        case push(PushSteps)
        case wake(WakeSteps)
        case ring(Int)
        case wakeAll(WakeSteps)
        case ringAll(Int)
        case close, end
    }
    enum Worker: Hashable {
        case ring(Int)
        case awake, asleep, end
    }

    static let capacity = 2

    static func producer(_ words: [UInt64], closes: Bool = false) -> Self {
        .producer(left: words, next(words, closes: closes), closes: closes)
    }
    /// A worker that is busy for ever with the last of the words that it takes.
    static func worker(_ number: Int, wordCount: Int, wakesOn: Bool = true) -> Self {
        let steps = TakeSteps(capacity: capacity, bit: 1 << UInt64(number))
        return .worker(.awake, steps, number: number, left: wordCount, wakesOn: wakesOn)
    }

    private static func next(_ words: [UInt64], closes: Bool) -> Producer {
        words.isEmpty ? (closes ? .close : .end) : .push(PushSteps(words[0], capacity: capacity))
    }

    var isFinished: Bool {
        switch self {
        case .producer(_, let state, _): state == .end
        case .worker(let state, _, _, _, _): state == .end
        }
    }

    var isAsleep: Bool { if case .worker(.asleep, _, _, _, _) = self { true } else { false } }

    func isBlocked(in memory: WeakMemory) -> Bool {
        if case .worker(.asleep, _, let number, _, _) = self { !memory.isRung(number) } else { false }
    }

    mutating func step(_ memory: inout WeakMemory) {
        switch self {
        case .producer(var left, let state, let closes):
            var next = state
            switch state {
            case .push(var steps):
                let result = steps.step(&memory)
                next = result == nil ? .push(steps) : .wake(WakeSteps())
                if result != nil { left.removeFirst() }
            case .wake(var steps): next = Self.wake(&steps, &memory) ?? Self.next(left, closes: closes)
            case .ring(let worker):
                memory.ringBell(worker)
                next = Self.next(left, closes: closes)
            case .close:
                memory.store(1, .closed, .releasing)
                next = .wakeAll(WakeSteps())
            case .wakeAll(var steps):
                switch steps.step(&memory) {
                case nil: next = .wakeAll(steps)
                case .wake(let bit): next = .ringAll(bit.trailingZeroBitCount)
                case .nobodySleeps: next = .end
                }
            case .ringAll(let worker):
                memory.ringBell(worker)
                next = .wakeAll(WakeSteps())
            case .end: break
            }
            self = .producer(left: left, next, closes: closes)
        case .worker(let state, var steps, let number, var left, let wakesOn):
            var next = state
            switch state {
            case .awake:
                switch steps.step(&memory) {
                case nil: break
                case .wake(let bit): if wakesOn { next = .ring(bit.trailingZeroBitCount) }
                case .sleep: next = .asleep
                case .closed: next = .end
                case .word:
                    left -= 1
                    if left == 0 { next = .end }
                    steps = TakeSteps(capacity: Self.capacity, bit: 1 << UInt64(number))
                }
            case .ring(let worker):
                memory.ringBell(worker)
                next = .awake
            case .asleep:
                memory.clearBell(number)
                next = .awake
            case .end: break
            }
            self = .worker(next, steps, number: number, left: left, wakesOn: wakesOn)
        }
    }

    private static func wake(_ steps: inout WakeSteps, _ memory: inout WeakMemory) -> Producer? {
        switch steps.step(&memory) {
        case nil: .wake(steps)
        case .wake(let bit): .ring(bit.trailingZeroBitCount)
        case .nobodySleeps: nil
        }
    }
}

/// Going to sleep and waking in every order that the memory model allows: nobody sleeps while there is work; and the same with one ordering
/// or look less, where somebody does.
struct WakeInterleavingTests {
    static let sleeperMutations: [WeakMemory.Mutation] = [
        .unacquiringSleepers, .unreleasingSleepers, .loadedAndStoredSleepers,
    ]

    private static func returns(looksTwice: Bool = true, _ mutation: WeakMemory.Mutation = .none) -> Interleavings<ReturnPeer> {
        let memory = WeakMemory.returnRings(threadCount: 3, mutation)
        let threads: [ReturnPeer] = [.worker(ring: 0), .worker(ring: 1), .loop(wantedCount: 2, looksTwice: looksTwice)]
        return Interleavings(memory, threads) { $0.threads[2].isFinished ? nil : "the loop sleeps and has something to take" }
    }

    @Test func `a loop does not sleep while something was returned to it`() {
        let orders = Self.returns()
        #expect(orders.failure == nil)
        #expect(orders.endCount > 0)
        print("returns: \(orders.stateCount) states")
    }

    @Test(arguments: sleeperMutations)
    func `a loop with a weaker flag sleeps too long`(mutation: WeakMemory.Mutation) {
        #expect(Self.returns(mutation).failure != nil)
    }

    @Test func `a loop without a second look sleeps too long`() {
        #expect(Self.returns(looksTwice: false).failure != nil)
    }

    private static func work(_ threads: [WorkPeer], _ mutation: WeakMemory.Mutation = .none) -> Interleavings<WorkPeer> {
        let memory = WeakMemory.workRing(capacity: WorkPeer.capacity, threadCount: threads.count, mutation)
        return Interleavings(memory, threads) { world in
            guard world.threads.contains(where: \.isAsleep) else { return nil }
            var memory = world.memory
            memory.begin(thread: 0, choice: 0)
            memory.join(0)
            return memory.load(.tail, .relaxed) != memory.load(.head, .relaxed) || memory.load(.closed, .relaxed) != 0
                ? "a worker sleeps and there is something to do" : nil
        }
    }

    private static let programs: [[WorkPeer]] = [
        [.producer([1, 2]), .worker(0, wordCount: 3)],
        [.producer([1, 2]), .worker(0, wordCount: 1), .worker(1, wordCount: 1)],
        [.producer([1]), .producer([2]), .worker(0, wordCount: 3)],
        [.producer([1, 2], closes: true), .worker(0, wordCount: 3)],
        [.producer([], closes: true), .worker(0, wordCount: 3), .worker(1, wordCount: 3)],
    ]

    @Test(arguments: programs.indices)
    func `no worker sleeps while there is work for it, or after the end`(program: Int) {
        let orders = Self.work(Self.programs[program])
        #expect(orders.failure == nil)
        #expect(orders.endCount > 0)
        print("work \(program): \(orders.stateCount) states")
    }

    /// Four million states.
    @Test(.enabled(if: RingTestSize.isLong))
    func `no worker sleeps while there is work for it from two loops`() {
        let orders = Self.work([.producer([1]), .producer([2]), .worker(0, wordCount: 1), .worker(1, wordCount: 1)])
        #expect(orders.failure == nil)
        #expect(orders.endCount > 0)
    }

    @Test(arguments: sleeperMutations)
    func `a worker with a weaker word sleeps too long`(mutation: WeakMemory.Mutation) {
        let failed = Self.programs.contains { Self.work($0, mutation).failure != nil }
        #expect(failed)
    }

    @Test func `a worker that leaves words and wakes nobody lets another sleep`() {
        let workers: [WorkPeer] = [.worker(0, wordCount: 1, wakesOn: false), .worker(1, wordCount: 1, wakesOn: false)]
        #expect(Self.work([.producer([1, 2])] + workers).failure != nil)
    }
}
