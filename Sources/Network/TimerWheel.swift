internal import Glibc

/// Deadlines of connections, kept in slots of a tenth of a second: setting, moving and dropping one costs a few instructions.
///
/// Entries are numbered like the connections. A deadline that moves later is only noted; its entry is put right when its old slot comes by.
/// An entry fires up to one tick after its deadline, never before. Memory is taken once and touched as entries are used.
@safe struct TimerWheel: ~Copyable {
    static let tickMilliseconds: UInt64 = 100
    static let slotCount = 1024

    /// Links count from 1, so that fresh zeroed memory means "in no list".
    private struct Entry {
        var deadline: UInt64
        var previous: UInt32
        var next: UInt32
        /// List that the entry is in, from 1.
        var list: UInt32
    }

    private let entries: UnsafeMutablePointer<Entry>
    /// First entry of each list: one per slot, and last the list of entries that are due for a look.
    private let heads: UnsafeMutablePointer<UInt32>
    private static let dueList = UInt32(slotCount + 1)
    /// The next tick to be looked at.
    private var tick: UInt64
    private(set) var count = 0

    init(entryCountMax: Int, now: UInt64) {
        let memory = unsafe calloc(entryCountMax + 1, MemoryLayout<Entry>.stride)
        let headMemory = unsafe calloc(Self.slotCount + 2, MemoryLayout<UInt32>.stride)
        guard let memory = unsafe memory, let headMemory = unsafe headMemory else { fatalError("no memory for timers") }
        unsafe entries = memory.bindMemory(to: Entry.self, capacity: entryCountMax + 1)
        unsafe heads = headMemory.bindMemory(to: UInt32.self, capacity: Self.slotCount + 2)
        tick = now / Self.tickMilliseconds
    }

    deinit {
        unsafe free(entries)
        unsafe free(heads)
    }

    /// Sets or moves the deadline of entry `index`.
    mutating func schedule(_ index: Int, at deadline: UInt64) {
        let entry = unsafe entries + (index + 1)
        let isLater = unsafe deadline >= entry.pointee.deadline
        unsafe entry.pointee.deadline = deadline
        if unsafe entry.pointee.list != 0 {
            if isLater { return }
            unlink(UInt32(index + 1))
        }
        link(UInt32(index + 1))
    }

    mutating func cancel(_ index: Int) {
        if unsafe entries[index + 1].list != 0 { unlink(UInt32(index + 1)) }
    }

    /// The next entry whose deadline has passed, which is then no longer in the wheel; nil when there is none. Called until nil.
    mutating func popExpired(now: UInt64) -> Int? {
        let nowTick = now / Self.tickMilliseconds
        while true {
            while let entry = firstDue() {
                unlink(entry)
                if unsafe entries[Int(entry)].deadline <= now { return Int(entry) - 1 }
                link(entry)
            }
            guard tick <= nowTick else { return nil }
            if count == 0 {
                tick = nowTick &+ 1
                return nil
            }
            moveSlotToDue(1 &+ UInt32(tick % UInt64(Self.slotCount)))
            tick &+= 1
        }
    }

    private func firstDue() -> UInt32? {
        let first = unsafe heads[Int(Self.dueList)]
        return first == 0 ? nil : first
    }

    private mutating func moveSlotToDue(_ list: UInt32) {
        var entry = unsafe heads[Int(list)]
        unsafe heads[Int(list)] = 0
        while entry != 0 {
            let next = unsafe entries[Int(entry)].next
            insert(entry, list: Self.dueList)
            entry = next
        }
    }

    /// Into the slot of the first tick that begins at or after the deadline, but not one that was looked at already.
    private mutating func link(_ entry: UInt32) {
        let due = unsafe (entries[Int(entry)].deadline &+ Self.tickMilliseconds &- 1) / Self.tickMilliseconds
        insert(entry, list: 1 &+ UInt32(max(due, tick) % UInt64(Self.slotCount)))
        count &+= 1
    }

    private func insert(_ entry: UInt32, list: UInt32) {
        let first = unsafe heads[Int(list)]
        unsafe entries[Int(entry)].previous = 0
        unsafe entries[Int(entry)].next = first
        unsafe entries[Int(entry)].list = list
        if first != 0 { unsafe entries[Int(first)].previous = entry }
        unsafe heads[Int(list)] = entry
    }

    private mutating func unlink(_ entry: UInt32) {
        let links = unsafe entries[Int(entry)]
        if links.previous == 0 {
            unsafe heads[Int(links.list)] = links.next
        } else {
            unsafe entries[Int(links.previous)].next = links.next
        }
        if links.next != 0 { unsafe entries[Int(links.next)].previous = links.previous }
        unsafe entries[Int(entry)].list = 0
        count &-= 1
    }
}
