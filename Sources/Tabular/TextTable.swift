internal import Glibc

/// Texts with a number each, in the order in which they came: an open-addressing hash table over raw memory.
///
/// Category maps, feature names and missing markers are looked up here without a String and without an allocation. Texts are bytes
/// and compared exactly. Grows while it is filled by one thread; lookups alone may come from any number of threads.
@safe final class TextTable: @unchecked Sendable {
    /// Entries are numbered with 32 bits, and code 0 marks an empty slot.
    static let countMax = 1 << 30

    struct Entry {
        var offset: Int
        var byteCount: Int
        var hash: UInt64
        /// For owners that count how often each text came.
        var rowCount = 0
    }

    /// The table's memory as lookups see it; valid as long as the table lives and nothing is inserted.
    @safe struct View {
        /// Upper half: the upper half of the hash. Lower half: the entry's index plus one, 0 when the slot is empty.
        var slots: UnsafeMutablePointer<UInt64>
        var slotMask: Int
        var entries: UnsafeMutablePointer<Entry>
        var bytes: UnsafeMutablePointer<UInt8>
    }

    private(set) var view: View
    private(set) var count = 0
    private(set) var byteCount = 0
    private var slotCapacity: Int
    private var entryCapacity: Int
    private var byteCapacity: Int

    init(capacity: Int = 16) {
        entryCapacity = max(8, capacity)
        slotCapacity = 16
        while slotCapacity < entryCapacity * 2 { slotCapacity *= 2 }
        byteCapacity = entryCapacity * 8
        unsafe view = View(
            slots: .allocate(capacity: slotCapacity), slotMask: slotCapacity - 1, entries: .allocate(capacity: entryCapacity),
            bytes: .allocate(capacity: byteCapacity))
        unsafe view.slots.initialize(repeating: 0, count: slotCapacity)
    }

    convenience init(_ texts: [String]) {
        self.init(capacity: texts.count)
        for text in texts { insert(text) }
    }

    deinit {
        unsafe view.slots.deallocate()
        unsafe view.entries.deallocate()
        unsafe view.bytes.deallocate()
    }

    /// The text's number, new or from before.
    @discardableResult
    func insert(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { unsafe insert($0) }
    }

    /// The text's number, new or from before. Expected time is proportional to the text.
    @discardableResult
    func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = unsafe TextHash.hash(text)
        let found = unsafe view.index(of: text, hash: hash)
        if found >= 0 { return found }
        precondition(count < Self.countMax, "callers keep a lower limit")
        if count == entryCapacity { growEntries() }
        if byteCount + text.count > byteCapacity { growBytes(byteCount + text.count) }
        if let start = text.baseAddress { unsafe (view.bytes + byteCount).update(from: start, count: text.count) }
        unsafe (view.entries + count).initialize(to: Entry(offset: byteCount, byteCount: text.count, hash: hash))
        byteCount += text.count
        place(count, hash)
        count += 1
        if count * 2 > slotCapacity { growSlots() }
        return count - 1
    }

    /// The number of a text that is in the table, or -1.
    func index(of text: String) -> Int {
        var text = text
        return text.withUTF8 { unsafe view.index(of: $0) }
    }

    /// The number of a text that is in the table, or -1.
    func index(of text: UnsafeBufferPointer<UInt8>) -> Int { unsafe view.index(of: text) }

    /// The bytes of the text with that number; valid until the next insertion.
    func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < count, "no such text")
        let entry = unsafe view.entries[index]
        return unsafe UnsafeBufferPointer(start: view.bytes + entry.offset, count: entry.byteCount)
    }

    private func place(_ index: Int, _ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slotCapacity - 1)
        while unsafe view.slots[slot] != 0 { slot = (slot + 1) & (slotCapacity - 1) }
        unsafe view.slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(index + 1)
    }

    private func growSlots() {
        unsafe view.slots.deallocate()
        slotCapacity *= 2
        unsafe view.slots = .allocate(capacity: slotCapacity)
        unsafe view.slots.initialize(repeating: 0, count: slotCapacity)
        view.slotMask = slotCapacity - 1
        for index in 0..<count { unsafe place(index, view.entries[index].hash) }
    }

    private func growEntries() {
        entryCapacity *= 2
        let grown = UnsafeMutablePointer<Entry>.allocate(capacity: entryCapacity)
        unsafe grown.moveInitialize(from: view.entries, count: count)
        unsafe view.entries.deallocate()
        unsafe view.entries = unsafe grown
    }

    private func growBytes(_ needed: Int) {
        while byteCapacity < needed { byteCapacity *= 2 }
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
        unsafe grown.update(from: view.bytes, count: byteCount)
        unsafe view.bytes.deallocate()
        unsafe view.bytes = unsafe grown
    }
}

extension TextTable.View {
    @inline(__always)
    func index(of text: UnsafeBufferPointer<UInt8>) -> Int { unsafe index(of: text, hash: TextHash.hash(text)) }

    /// Expected time is proportional to the text: at most half of the slots are used.
    @inline(__always)
    func index(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let content = unsafe slots[slot]
            guard content != 0 else { return -1 }
            if (content ^ hash) &>> 32 == 0 {
                let index = Int(truncatingIfNeeded: content & 0xFFFF_FFFF) &- 1
                let entry = unsafe entries + index
                if unsafe entry.pointee.byteCount == text.count,
                    unsafe text.count == 0 || memcmp(bytes + entry.pointee.offset, text.baseAddress!, text.count) == 0
                {
                    return index
                }
            }
            slot = (slot &+ 1) & slotMask
        }
    }
}
