import Network
import Testing

/// The two ends of a return ring. The producer waits when the ring is full: in the program it never is.
private enum End: RingThread {
    case producer(left: [UInt64], steps: ReturnPushSteps?)
    case consumer(left: Int, steps: ReturnPopSteps?, popped: [UInt64])

    static let capacity = 2

    var popped: [UInt64] { if case .consumer(_, _, let popped) = self { popped } else { [] } }

    var isFinished: Bool {
        switch self {
        case .producer(let left, let steps): left.isEmpty && steps == nil
        case .consumer(let left, let steps, _): left == 0 && steps == nil
        }
    }

    mutating func step(_ memory: inout WeakMemory) {
        switch self {
        case .producer(var left, let current):
            var steps = current ?? ReturnPushSteps(left[0], capacity: Self.capacity)
            let result = steps.step(&memory)
            if result == .pushed { left.removeFirst() }
            self = .producer(left: left, steps: result == nil ? steps : nil)
        case .consumer(var left, let current, var popped):
            var steps = current ?? ReturnPopSteps(capacity: Self.capacity)
            let result = steps.step(&memory)
            if case .word(let word) = result {
                popped.append(word)
                left -= 1
            }
            self = .consumer(left: left, steps: result == nil ? steps : nil, popped: popped)
        }
    }
}

/// The return ring's steps in every order that the memory model allows, and rings with one ordering less, which must fail.
struct ReturnRingInterleavingTests {
    private static func orders(
        _ words: [UInt64], firstPosition: UInt64 = 0, _ mutation: WeakMemory.Mutation = .none
    ) -> Interleavings<End> {
        let memory = WeakMemory.returnRings(firstPosition: firstPosition, threadCount: 2, mutation)
        let threads: [End] = [.producer(left: words, steps: nil), .consumer(left: words.count, steps: nil, popped: [])]
        return Interleavings(memory, threads) { world in
            world.threads[1].popped == words ? nil : "popped \(world.threads[1].popped)"
        }
    }

    @Test(arguments: 1...5)
    func `words come in their order, over a full ring and an empty one`(count: Int) {
        for firstPosition in [0, UInt64.max - 1] {
            let orders = Self.orders(Array(1...UInt64(count)), firstPosition: firstPosition)
            #expect(orders.failure == nil)
            #expect(orders.endCount > 0)
        }
    }

    @Test(arguments: [
        WeakMemory.Mutation.relaxedLoad(.tail), .relaxedLoad(.head), .relaxedStore(.tail), .relaxedStore(.head),
    ])
    func `a ring with one ordering less fails`(mutation: WeakMemory.Mutation) {
        #expect(Self.orders([1, 2, 3, 4], mutation).failure != nil)
    }
}
