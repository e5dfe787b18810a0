import Network
import Testing

/// Pushes its words, or pops a number of times; nothing is tried again.
private enum Peer: RingThread {
    case producer(left: [UInt64], steps: PushSteps?, pushed: [UInt64] = [], refusedCount: Int = 0)
    case consumer(left: Int, steps: PopSteps?, popped: [UInt64] = [])

    static func producer(_ words: [UInt64]) -> Self { .producer(left: words, steps: nil) }
    static func consumer(_ count: Int) -> Self { .consumer(left: count, steps: nil) }

    static let capacity = 2

    var pushed: [UInt64] { if case .producer(_, _, let pushed, _) = self { pushed } else { [] } }
    var refusedCount: Int { if case .producer(_, _, _, let count) = self { count } else { 0 } }
    var popped: [UInt64] { if case .consumer(_, _, let popped) = self { popped } else { [] } }

    var isFinished: Bool {
        switch self {
        case .producer(let left, _, _, _): left.isEmpty
        case .consumer(let left, _, _): left == 0
        }
    }

    mutating func step(_ memory: inout WeakMemory) {
        switch self {
        case .producer(var left, let current, var pushed, var refusedCount):
            var steps = current ?? PushSteps(left[0], capacity: Self.capacity)
            let result = steps.step(&memory)
            if result == .pushed { pushed.append(left.removeFirst()) }
            if result == .full {
                left.removeFirst()
                refusedCount += 1
            }
            self = .producer(left: left, steps: result == nil ? steps : nil, pushed: pushed, refusedCount: refusedCount)
        case .consumer(var left, let current, var popped):
            var steps = current ?? PopSteps(capacity: Self.capacity)
            let result = steps.step(&memory)
            if result != nil { left -= 1 }
            if case .word(let word) = result { popped.append(word) }
            self = .consumer(left: left, steps: result == nil ? steps : nil, popped: popped)
        }
    }
}

/// The work ring's steps in every order that the memory model allows, and rings with one ordering less, which must fail.
struct WorkRingInterleavingTests {
    private typealias Orders = Interleavings<Peer>

    /// Words that lie in the ring when all threads have ended.
    private static func rest(of world: Orders.World) -> [UInt64] {
        var memory = world.memory
        memory.begin(thread: 0, choice: 0)
        memory.join(0)
        var rest: [UInt64] = []
        while true {
            var steps = PopSteps(capacity: Peer.capacity)
            var result: PopSteps.Result?
            while result == nil { result = steps.step(&memory) }
            guard case .word(let word) = result else { return rest }
            rest.append(word)
        }
    }

    private static func problem(_ world: Orders.World) -> String? {
        let pushed = world.threads.flatMap(\.pushed)
        let popped = world.threads.map(\.popped) + [rest(of: world)]
        if popped.flatMap(\.self).sorted() != pushed.sorted() { return "pushed \(pushed), popped \(popped)" }
        // Words of one producer have the same tens.
        for words in popped {
            for (first, second) in zip(words, words.dropFirst()) where first / 10 == second / 10 && first > second {
                return "popped \(words) out of order"
            }
        }
        let refusedCount = world.threads.reduce(0) { $0 + $1.refusedCount }
        return refusedCount > 0 && pushed.count < Peer.capacity ? "refused before the ring was full" : nil
    }

    private static func orders(
        _ threads: [Peer], firstPosition: UInt64 = 0, _ mutation: WeakMemory.Mutation = .none
    ) -> Orders {
        let memory = WeakMemory.workRing(
            capacity: Peer.capacity, firstPosition: firstPosition, threadCount: threads.count, mutation)
        return Orders(memory, threads, problem: problem)
    }

    private static let programs: [[Peer]] = [
        [.producer([10, 11]), .producer([20, 21])],
        [.producer([10, 11, 12]), .consumer(3)],
        [.producer([10, 11]), .producer([20]), .consumer(2)],
        [.producer([10, 11]), .consumer(1), .consumer(1)],
        [.producer([10, 11, 12]), .consumer(2), .consumer(1)],
        [.producer([10]), .producer([20]), .consumer(1), .consumer(1)],
    ]

    @Test(arguments: programs.indices)
    func `no word is lost, doubled, raced for or out of order`(program: Int) {
        // From 0 on, and over the end of the positions.
        for firstPosition in [0, UInt64.max - 1] {
            let orders = Self.orders(Self.programs[program], firstPosition: firstPosition)
            #expect(orders.failure == nil)
            #expect(orders.endCount > 1)
            print("program \(program): \(orders.stateCount) states, \(orders.endCount) ends")
        }
    }

    @Test(arguments: [
        WeakMemory.Mutation.relaxedLoad(.sequence), .relaxedStore(.sequence), .uncheckedClaim(.tail), .uncheckedClaim(.head),
    ])
    func `a ring with one ordering or check less fails`(mutation: WeakMemory.Mutation) {
        let failed = Self.programs.contains { Self.orders($0, mutation).failure != nil }
        #expect(failed)
    }
}
