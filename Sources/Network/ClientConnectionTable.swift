/// The places of a client loop, in one piece of memory.
@safe struct ClientConnectionTable: ~Copyable {
    let count: Int
    private let places: UnsafeMutablePointer<ClientConnection>

    init(count: Int) {
        precondition(count > 0 && count <= ClientLimits.connectionCountCeiling, "1 to 1,048,576 connections a loop")
        self.count = count
        unsafe places = .allocate(capacity: count)
        unsafe places.initialize(repeating: ClientConnection(), count: count)
    }

    deinit {
        unsafe places.deinitialize(count: count)
        unsafe places.deallocate()
    }

    subscript(index: Int) -> ClientConnection {
        @inline(__always) unsafeAddress {
            precondition(index >= 0 && index < count, "a place of the loop")
            return unsafe UnsafePointer(places + index)
        }
        @inline(__always) unsafeMutableAddress {
            precondition(index >= 0 && index < count, "a place of the loop")
            return unsafe places + index
        }
    }
}
