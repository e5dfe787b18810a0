internal import Glibc
internal import Network
internal import Synchronization

/// The records of one loop on their way to the access log: a ring with one producer, the loop, and one consumer, the log's thread.
///
/// The loop claims a slot, fills it, and publishes what it claimed once the answers are sent. A ring that is full makes it drop the
/// record and count that, never wait. Slots are raw memory that the kernel hands out when it is first touched.
///
/// Orderings: the records are published by the release of `tail` and the acquire of it by the consumer; slots are given back by the release
/// of `head` and its acquire by the producer. Both cursors only grow, by one thread each.
///
/// Thread rules: `claim`, `publish` and `wantsRecord` on the loop's thread; `take` on the log's; counts from any.
@safe public final class AccessRing: @unchecked Sendable {
    /// `data` or `admin`.
    let listener: String
    private let wake: WakeEvent
    private let memory: UnsafeMutableRawPointer
    private let byteCount: Int

    /// A power of two, so that a cursor's place is a mask.
    static let slotCount = 2048

    /// Cursors and counts, a cache line each for what different threads write.
    private enum Line {
        static let tail = 0
        static let head = 64
        static let producer = 128
        static let rung = 192
        static let slots = 4096
    }

    /// What only the producer touches.
    private struct Producer {
        var claimed: UInt64 = 0
        /// As it was looked at last.
        var head: UInt64 = 0
        var untilSample: Int = 1
    }

    private let sampleInterval: Int

    /// One of `sampleInterval` answers is wanted. `wake` is rung when the ring is half full.
    init(listener: String, sampleInterval: Int, wake: WakeEvent) {
        precondition(sampleInterval > 0, "one of some")
        precondition(MemoryLayout<AccessRecord>.size <= AccessRecord.textOffset, "a record has room before its texts")
        self.listener = listener
        self.wake = wake
        self.sampleInterval = sampleInterval
        byteCount = Line.slots + Self.slotCount * AccessRecord.slotByteCount
        let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { fatalError("no memory for the access log") }
        unsafe self.memory = memory
        // Zeroed by the kernel; an atomic's representation is its value's.
        unsafe (memory + Line.producer).bindMemory(to: Producer.self, capacity: 1).initialize(to: Producer())
    }

    deinit { unsafe munmap(memory, byteCount) }

    private func word(_ place: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        unsafe (memory + place).assumingMemoryBound(to: Atomic<UInt64>.self)
    }
    private var producer: UnsafeMutablePointer<Producer> {
        unsafe (memory + Line.producer).assumingMemoryBound(to: Producer.self)
    }
    private func slot(_ sequence: UInt64) -> UnsafeMutableRawPointer {
        unsafe memory + Line.slots + Int(sequence & UInt64(Self.slotCount &- 1)) &* AccessRecord.slotByteCount
    }

    // MARK: - The loop

    /// Whether the next answer is to be told: every one that refuses, and one of `sampleInterval` others, the first among them.
    func wantsRecord(isRefusal: Bool) -> Bool {
        if isRefusal { return true }
        let left = unsafe producer.pointee.untilSample &- 1
        unsafe producer.pointee.untilSample = left == 0 ? sampleInterval : left
        return left == 0
    }

    /// A slot to fill, to be published later; nil when all are taken, and that is counted.
    func claim() -> UnsafeMutableRawPointer? {
        let producer = unsafe producer
        let sequence = unsafe producer.pointee.claimed
        if unsafe sequence &- producer.pointee.head == UInt64(Self.slotCount) {
            unsafe producer.pointee.head = word(Line.head).pointee.load(ordering: .acquiring)
            guard unsafe sequence &- producer.pointee.head < UInt64(Self.slotCount) else {
                let dropped = unsafe word(Line.tail + 8)
                unsafe dropped.pointee.store(dropped.pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
                return nil
            }
        }
        unsafe producer.pointee.claimed = sequence &+ 1
        return unsafe slot(sequence)
    }

    /// Hands over what was claimed, as sent at `nanoseconds`.
    func publish(at nanoseconds: UInt64) {
        let claimed = unsafe producer.pointee.claimed
        let tail = unsafe word(Line.tail)
        var sequence = unsafe tail.pointee.load(ordering: .relaxed)
        guard sequence != claimed else { return }
        while sequence != claimed {
            let record = unsafe AccessRecord.at(slot(sequence))
            unsafe record.pointee.writeNanoseconds = nanoseconds &- record.pointee.endNanoseconds
            sequence &+= 1
        }
        unsafe tail.pointee.store(claimed, ordering: .releasing)
        let head = unsafe word(Line.head).pointee.load(ordering: .acquiring)
        unsafe producer.pointee.head = head
        guard claimed &- head >= UInt64(Self.slotCount / 2) else { return }
        // Once until the log has looked.
        let rung = unsafe word(Line.rung)
        guard unsafe rung.pointee.load(ordering: .relaxed) == 0 else { return }
        unsafe rung.pointee.store(1, ordering: .relaxed)
        wake.ring()
    }

    // MARK: - The log

    /// Gives every record that is published to `body`, then its slot back. Returns their number.
    func take(_ body: (UnsafeRawPointer) -> Void) -> Int {
        unsafe word(Line.rung).pointee.store(0, ordering: .relaxed)
        let tail = unsafe word(Line.tail).pointee.load(ordering: .acquiring)
        let head = unsafe word(Line.head)
        var sequence = unsafe head.pointee.load(ordering: .relaxed)
        let count = Int(tail &- sequence)
        while sequence != tail {
            unsafe body(UnsafeRawPointer(slot(sequence)))
            sequence &+= 1
        }
        unsafe head.pointee.store(tail, ordering: .releasing)
        return count
    }

    /// Records that found the ring full.
    var droppedCount: UInt64 { unsafe word(Line.tail + 8).pointee.load(ordering: .relaxed) }
}
