import Network
import Testing

struct WorkRingTests {
    @Test(arguments: [2, 4, 1024])
    func `a ring holds its capacity, first in first out, over many laps`(capacity: Int) {
        let ring = WorkRing(capacity: capacity)
        #expect(ring.pop() == nil)
        for lap in 0..<UInt64(5) {
            for word in 0..<UInt64(capacity) {
                #expect(ring.count == Int(word))
                #expect(ring.push(lap << 32 | word))
            }
            #expect(!ring.push(99))
            #expect(ring.count == capacity)
            for word in 0..<UInt64(capacity) { #expect(ring.pop() == lap << 32 | word) }
            #expect(ring.pop() == nil)
        }
    }

    @Test(arguments: [1, 2, 8])
    func `a return ring holds its capacity, first in first out`(capacity: Int) {
        let ring = ReturnRing(capacity: capacity)
        for lap in 0..<UInt64(5) {
            #expect(ring.isEmpty)
            #expect(ring.pop() == nil)
            for word in 0..<UInt64(capacity) { ring.push(lap << 32 | word) }
            #expect(!ring.isEmpty)
            for word in 0..<UInt64(capacity) { #expect(ring.pop() == lap << 32 | word) }
        }
    }

    @Test func `a flag asks to wake only who sleeps, and only once`() {
        let flag = WakeFlag()
        #expect(!flag.wake())
        flag.sleep()
        #expect(flag.wake())
        #expect(!flag.wake())
        flag.sleep()
        flag.awake()
        #expect(!flag.wake())
    }

    @Test func `a closed queue gives what is left, then its end`() throws {
        let queue = try WorkQueue(capacity: 4, workerCount: 1)
        #expect(queue.push(1))
        #expect(queue.push(2))
        #expect(queue.takeNow() == 1)
        queue.close()
        #expect(queue.take(worker: 0) == 2)
        #expect(queue.take(worker: 0) == nil)
        #expect(queue.takeNow() == nil)
    }
}
