import Base
import Glibc
import Network
import Synchronization
import TestSupport
import Testing

/// How much the tests of the rings try: more when ESPALIER_LONG_RINGS is set, as `make test-full` does.
enum RingTestSize {
    static let isLong = TestEnvironment.value("ESPALIER_LONG_RINGS") != nil
}

/// Real threads on the rings: sums and orders show that nothing is lost or doubled; under the thread sanitizer (`make test-full`) that
/// nothing is raced for.
struct RingStressTests {
    /// Runs `body` on as many threads, and returns when all have ended.
    private static func run(threadCount: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let threads = (0..<threadCount).map { number in SystemThread.started { body(number) } }
        for thread in threads { thread.join() }
    }

    private static let wordCount = RingTestSize.isLong ? 1_000_000 : 100_000

    @Test(arguments: [2, 64])
    func `four producers and three consumers lose nothing and keep each producer's order`(capacity: Int) throws {
        let producerCount = 4
        let consumerCount = 3
        let each = UInt64(Self.wordCount / producerCount)
        let queue = try WorkQueue(capacity: capacity, workerCount: consumerCount)
        let count = Atomic<UInt64>(0)
        let sum = Atomic<UInt64>(0)
        let isOrdered = Atomic<Bool>(true)
        let producing = Atomic<Int>(producerCount)
        Self.run(threadCount: producerCount + consumerCount) { thread in
            if thread < producerCount {
                for number in 1...each {
                    while !queue.push(UInt64(thread) << 32 | number) { sched_yield() }
                }
                if producing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { queue.close() }
                return
            }
            var last = [UInt64](repeating: 0, count: producerCount)
            while let word = queue.take(worker: thread - producerCount) {
                let producer = Int(word >> 32)
                let number = word & 0xFFFF_FFFF
                if number <= last[producer] { isOrdered.store(false, ordering: .relaxed) }
                last[producer] = number
                count.add(1, ordering: .relaxed)
                sum.add(number, ordering: .relaxed)
            }
        }
        let (finalCount, finalSum) = (count.load(ordering: .relaxed), sum.load(ordering: .relaxed))
        #expect(finalCount == each * UInt64(producerCount))
        #expect(finalSum == UInt64(producerCount) * each * (each + 1) / 2)
        let keptOrder = isOrdered.load(ordering: .relaxed)
        #expect(keptOrder)
        #expect(queue.count == 0)
    }

    @Test func `memory that a word stands for is handed over with it, and back`() throws {
        // Slots as the exchanges of a loop: written by this side, changed by workers, read again by this side.
        let slotCount = 8
        let workerCount = 2
        let queue = try WorkQueue(capacity: slotCount, workerCount: workerCount)
        let returns = (0..<workerCount).map { _ in ReturnRing(capacity: slotCount) }
        let slots = SlotMemory(count: slotCount)
        let rounds = Self.wordCount / 10
        let wrongCount = Atomic<Int>(0)
        Self.run(threadCount: workerCount + 1) { thread in
            if thread > 0 {
                while let word = queue.take(worker: thread - 1) {
                    slots[Int(word)] += 1
                    returns[thread - 1].push(word)
                }
                return
            }
            var free = Array(0..<slotCount)
            var expected = [UInt64](repeating: 0, count: slotCount)
            var sent = 0
            var received = 0
            while received < rounds {
                while sent < rounds, let slot = free.popLast() {
                    expected[slot] = UInt64(sent) + 1
                    slots[slot] = UInt64(sent)
                    // Full it can be for a moment: a worker that has claimed its word and not let go of its place is passed by a lap of others.
                    while !queue.push(UInt64(slot)) { sched_yield() }
                    sent += 1
                }
                for ring in returns {
                    while let word = ring.pop() {
                        let slot = Int(word)
                        if slots[slot] != expected[slot] { wrongCount.add(1, ordering: .relaxed) }
                        free.append(slot)
                        received += 1
                    }
                }
                sched_yield()
            }
            queue.close()
        }
        let finalWrongCount = wrongCount.load(ordering: .relaxed)
        #expect(finalWrongCount == 0)
    }

    /// Plain memory that several threads use one after the other.
    @safe private final class SlotMemory: @unchecked Sendable {
        private let words: UnsafeMutablePointer<UInt64>
        init(count: Int) {
            unsafe words = .allocate(capacity: count)
            unsafe words.initialize(repeating: 0, count: count)
        }
        deinit { unsafe words.deallocate() }
        subscript(index: Int) -> UInt64 {
            get { unsafe words[index] }
            set { unsafe words[index] = newValue }
        }
    }
}
