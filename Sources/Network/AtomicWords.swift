internal import Synchronization

/// The words of one ring or sleep, in raw memory that they do not share with anything else.
///
/// What different threads write is 128 bytes apart: processors fetch cache lines in pairs.
@safe struct AtomicWords: RingWords {
    static let lineByteCount = 128

    private let base: UnsafeMutableRawPointer
    private let slotShift: Int
    private let wordByteOffset: Int

    /// Slots of 64 bytes: a sequence and a word, for rings where neighbouring slots belong to different threads at one time.
    init(sequencedSlotCount count: Int) {
        self.init(slotShift: 6, wordByteOffset: 8, slotCount: count)
        for slot in 0..<count { store(UInt64(slot), .sequence(slot), .relaxed) }
    }

    /// Slots of 8 bytes: a word.
    init(wordCount count: Int) { self.init(slotShift: 3, wordByteOffset: 0, slotCount: count) }

    private init(slotShift: Int, wordByteOffset: Int, slotCount: Int) {
        self.slotShift = slotShift
        self.wordByteOffset = wordByteOffset
        let byteCount = 3 * Self.lineByteCount + slotCount << slotShift
        unsafe base = .allocate(byteCount: byteCount, alignment: Self.lineByteCount)
        unsafe base.initializeMemory(as: UInt64.self, repeating: 0, count: byteCount / 8)
    }

    func deallocate() { unsafe base.deallocate() }

    @inline(__always)
    private func address(_ place: RingPlace) -> UnsafeMutableRawPointer {
        switch place {
        case .tail: unsafe base
        case .seenHead: unsafe base + 8
        case .head: unsafe base + Self.lineByteCount
        case .seenTail: unsafe base + (Self.lineByteCount + 8)
        case .sleepers: unsafe base + 2 * Self.lineByteCount
        case .closed: unsafe base + (2 * Self.lineByteCount + 8)
        case .sequence(let slot): unsafe base + (3 * Self.lineByteCount &+ slot &<< slotShift)
        case .word(let slot): unsafe base + (3 * Self.lineByteCount &+ slot &<< slotShift &+ wordByteOffset)
        }
    }

    /// The memory is all zero at first, which is what an atomic zero looks like.
    @inline(__always)
    private func atomic(_ place: RingPlace) -> UnsafeMutablePointer<Atomic<UInt64>> {
        unsafe address(place).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    @inline(__always)
    func load(_ place: RingPlace, _ ordering: RingOrdering) -> UInt64 {
        switch ordering {
        case .relaxed: unsafe atomic(place).pointee.load(ordering: .relaxed)
        default: unsafe atomic(place).pointee.load(ordering: .acquiring)
        }
    }

    @inline(__always)
    func store(_ value: UInt64, _ place: RingPlace, _ ordering: RingOrdering) {
        switch ordering {
        case .relaxed: unsafe atomic(place).pointee.store(value, ordering: .relaxed)
        default: unsafe atomic(place).pointee.store(value, ordering: .releasing)
        }
    }

    @inline(__always)
    func compareExchange(_ place: RingPlace, expected: UInt64, desired: UInt64) -> (exchanged: Bool, original: UInt64) {
        unsafe atomic(place).pointee.compareExchange(expected: expected, desired: desired, ordering: .relaxed)
    }

    @inline(__always)
    func or(_ bits: UInt64, _ place: RingPlace) -> UInt64 {
        unsafe atomic(place).pointee.bitwiseOr(bits, ordering: .acquiringAndReleasing).oldValue
    }

    @inline(__always)
    func and(_ bits: UInt64, _ place: RingPlace) -> UInt64 {
        unsafe atomic(place).pointee.bitwiseAnd(bits, ordering: .acquiringAndReleasing).oldValue
    }

    @inline(__always)
    func read(_ place: RingPlace) -> UInt64 { unsafe address(place).load(as: UInt64.self) }

    @inline(__always)
    func write(_ value: UInt64, _ place: RingPlace) { unsafe address(place).storeBytes(of: value, as: UInt64.self) }
}
