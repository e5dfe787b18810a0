internal import Glibc

/// Names of one object's members, so that one that stands twice is noticed.
///
/// A hash table in memory that is taken once; emptied at once by a number that every entry carries. The hash has a seed of its own, so that
/// nobody can choose names that all meet in one slot. Used by one thread at a time.
@safe public final class JSONMemberNames {
    /// Names of one object where nobody says; a row of a wide table fits, and one row cannot keep a loop busy.
    public static let standardCountMax = 1024

    public enum Insertion {
        case inserted
        case repeated
        /// `countMax` names are there.
        case full
    }

    private struct Slot {
        /// The number of the object that the entry belongs to; an entry of an earlier one is an empty slot.
        var objectNumber: UInt64
        var hash: UInt64
        var offset: Int
        var byteCount: Int
    }

    private let countMax: Int
    /// Of as many slots as a power of two, twice the names at least: a search ends soon.
    private let slotMask: Int
    private let slots: UnsafeMutablePointer<Slot>
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity: Int
    private let isBounded: Bool
    private let seed: UInt64
    private var objectNumber: UInt64 = 1
    private var byteCount = 0
    private var count = 0

    /// Where nothing bounds the names of one object together: the first room for them.
    private static let byteCapacityMin = 4 << 10

    /// Takes `countMax` names of one object, and memory for as many. `byteCountMax` bounds these names together, and no more memory is taken
    /// then: a body's bytes do, since no name is longer than its spelling. Without it the memory grows with the longest object.
    public init(countMax: Int = standardCountMax, byteCountMax: Int? = nil, seed: UInt64 = .random(in: 0...UInt64.max)) {
        precondition((0...1 << 24).contains(countMax), "some names")
        var slotCount = 2
        while slotCount < 2 * countMax { slotCount *= 2 }
        self.countMax = countMax
        slotMask = slotCount - 1
        // Zeros: of no object. Pages that no name comes to are never touched.
        let memory = unsafe calloc(slotCount, MemoryLayout<Slot>.stride)
        guard let memory = unsafe memory else { preconditionFailure("no memory for names") }
        unsafe slots = memory.bindMemory(to: Slot.self, capacity: slotCount)
        isBounded = byteCountMax != nil
        byteCapacity = max(1, byteCountMax ?? Self.byteCapacityMin)
        unsafe bytes = .allocate(capacity: byteCapacity)
        self.seed = seed
    }

    deinit {
        unsafe free(slots)
        unsafe bytes.deallocate()
    }

    public func removeAll() {
        guard count > 0 else { return }
        objectNumber &+= 1
        count = 0
        byteCount = 0
    }

    public func insert(_ name: UnsafeBufferPointer<UInt8>) -> Insertion {
        let hash = unsafe hash(name)
        let slot = unsafe slot(of: name, hash)
        if unsafe slots[slot].objectNumber == objectNumber { return .repeated }
        guard count < countMax else { return .full }
        if name.count > byteCapacity - byteCount { grow(for: name.count) }
        if let start = name.baseAddress { unsafe (bytes + byteCount).update(from: start, count: name.count) }
        unsafe slots[slot] = Slot(objectNumber: objectNumber, hash: hash, offset: byteCount, byteCount: name.count)
        byteCount &+= name.count
        count &+= 1
        return .inserted
    }

    public func contains(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count > 0 else { return false }
        return unsafe slots[slot(of: name, hash(name))].objectNumber == objectNumber
    }

    @inline(never) private func grow(for moreByteCount: Int) {
        precondition(!isBounded, "the names of one object are longer together than was said")
        let capacity = max(2 * byteCapacity, byteCount + moreByteCount)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: bytes, count: byteCount)
        unsafe bytes.deallocate()
        unsafe bytes = larger
        byteCapacity = capacity
    }

    /// Where the name is, or would be.
    private func slot(of name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while unsafe slots[slot].objectNumber == objectNumber {
            let entry = unsafe slots[slot]
            if entry.hash == hash, entry.byteCount == name.count, unsafe isEqual(entry.offset, name) { return slot }
            slot = (slot &+ 1) & slotMask
        }
        return slot
    }

    private func isEqual(_ offset: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<name.count where unsafe bytes[offset &+ index] != name[index] { return false }
        return true
    }

    /// Folded 64 x 64 -> 128 bit multiplications, as in wyhash.
    private func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var state = seed
        var index = 0
        while index < name.count {
            var word: UInt64 = 0
            for place in index..<min(index &+ 8, name.count) { word = word &<< 8 | UInt64(unsafe name[place]) }
            state = Self.fold(state ^ word, seed | 1)
            index &+= 8
        }
        return Self.fold(state ^ UInt64(truncatingIfNeeded: name.count), 0xA076_1D64_78BD_642F)
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
