/// The names of an object's members that are no feature, so that one that stands twice is noticed. Emptied at once by a number that every entry
/// carries.
@safe final class MemberNames {
    /// Names of one object at most, as in a request to the server.
    static let countMax = 1024

    enum Insertion {
        case inserted, repeated, full
    }

    private struct Slot {
        var objectNumber: UInt64
        var hash: UInt64
        var name: [UInt8]
    }

    private var slots = [Slot](repeating: Slot(objectNumber: 0, hash: 0, name: []), count: 2 * countMax)
    private var objectNumber: UInt64 = 1
    private var count = 0
    private let seed = UInt64.random(in: 0...UInt64.max)

    func removeAll() {
        objectNumber &+= 1
        count = 0
    }

    /// A name that was in the slot before takes its memory again: records of one kind allocate nothing.
    func insert(_ name: UnsafeBufferPointer<UInt8>) -> Insertion {
        let hash = unsafe hash(name)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot].objectNumber == objectNumber {
            if slots[slot].hash == hash, unsafe slots[slot].name.elementsEqual(name) { return .repeated }
            slot = (slot &+ 1) & (slots.count - 1)
        }
        guard count < Self.countMax else { return .full }
        if unsafe slots[slot].hash != hash || !slots[slot].name.elementsEqual(name) {
            unsafe slots[slot].name = Array(name)
            slots[slot].hash = hash
        }
        slots[slot].objectNumber = objectNumber
        count &+= 1
        return .inserted
    }

    /// Folded 64 x 64 -> 128 bit multiplications, as in wyhash; the seed keeps anybody from choosing names that meet in one slot.
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
