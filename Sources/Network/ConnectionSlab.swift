/// The connections of a loop, in one piece of memory that is touched as it is used.
@safe struct ConnectionSlab: ~Copyable {
    let capacity: Int
    private let connections: UnsafeMutablePointer<Connection>
    /// Slots that were ever used; those from here on are untouched memory.
    private(set) var touchedCount = 0
    private var firstFree = -1
    private(set) var openCount = 0

    init(capacity: Int) {
        precondition(capacity > 0 && capacity <= 1 << 24, "1 to 16,777,216 connections a loop")
        self.capacity = capacity
        unsafe connections = .allocate(capacity: capacity)
    }

    deinit {
        unsafe connections.deinitialize(count: touchedCount)
        unsafe connections.deallocate()
    }

    var isFull: Bool { openCount == capacity }

    subscript(index: Int) -> Connection {
        @inline(__always) unsafeAddress {
            precondition(index >= 0 && index < touchedCount, "a slot that was used")
            return unsafe UnsafePointer(connections + index)
        }
        @inline(__always) unsafeMutableAddress {
            precondition(index >= 0 && index < touchedCount, "a slot that was used")
            return unsafe connections + index
        }
    }

    /// A slot for a new connection. The slab is not full.
    mutating func take(descriptor: CInt) -> Int {
        precondition(!isFull, "room in the slab")
        openCount &+= 1
        let index: Int
        if firstFree >= 0 {
            index = firstFree
            firstFree = self[index].nextFree
        } else {
            index = touchedCount
            unsafe (connections + index).initialize(to: Connection())
            touchedCount &+= 1
        }
        let generation = self[index].generation
        self[index] = Connection()
        self[index].generation = generation &+ 1
        self[index].descriptor = descriptor
        self[index].phase = .open
        return index
    }

    mutating func free(_ index: Int) {
        precondition(self[index].phase != .free, "a slot is freed once")
        self[index].phase = .free
        self[index].descriptor = -1
        self[index].nextFree = firstFree
        firstFree = index
        openCount &-= 1
    }
}
