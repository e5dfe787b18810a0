/// Bytes on their way in or out of a connection: a block of memory from the loop's pool, and the part of it that is in use.
///
/// Without a block while the connection has nothing to say. In front of the block's bytes is room for the state of a request that is read
/// from them (`frontByteCount`), behind them `slackByteCount` more than the capacity, for parsers that load whole words.
@safe struct ConnectionBuffer {
    private(set) var block: UnsafeMutableRawPointer?
    private(set) var capacity = 0
    /// First byte in use.
    var lower = 0
    /// First byte after those in use.
    var upper = 0

    static let slackByteCount = 64
    static let frontByteCount = 384

    init() {}

    init(block: UnsafeMutableRawPointer, capacity: Int) {
        unsafe self.block = block
        self.capacity = capacity
    }

    /// Memory for a block of `capacity` bytes.
    static func allocate(capacity: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: frontByteCount + capacity + slackByteCount, alignment: 64)
        let block = unsafe memory + frontByteCount
        // Parsers may load the slack (not use it), which must not be undefined.
        unsafe (block + capacity).initializeMemory(as: UInt8.self, repeating: 0, count: slackByteCount)
        return unsafe block
    }

    static func deallocate(_ block: UnsafeMutableRawPointer) { unsafe (block - frontByteCount).deallocate() }

    /// Frees the block of a buffer whose pool is gone.
    func deallocate() {
        if let block = unsafe block { unsafe Self.deallocate(block) }
    }

    /// The state of the request that is read from a buffer with a block, valid as long as the block is this buffer's.
    var request: UnsafeMutablePointer<RequestState> {
        guard let block = unsafe block else { preconditionFailure("a request is read from a block") }
        return unsafe (block - Self.frontByteCount).assumingMemoryBound(to: RequestState.self)
    }

    /// Sets the state of the request that is read from it.
    func setRequest(_ state: RequestState) {
        guard let block = unsafe block else { return }
        unsafe (block - Self.frontByteCount).initializeMemory(as: RequestState.self, to: state)
    }

    var hasBlock: Bool { unsafe block != nil }
    var count: Int { upper &- lower }
    /// Bytes that fit behind those in use.
    var room: Int { capacity &- upper }

    /// The bytes in use.
    var bytes: UnsafeRawBufferPointer {
        guard let block = unsafe block else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: block + lower, count: count)
    }

    /// The room behind the bytes in use.
    var free: UnsafeMutableRawBufferPointer {
        guard let block = unsafe block else { return unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeMutableRawBufferPointer(start: block + upper, count: room)
    }

    /// The bytes in use from the one at `offset` on, to be changed.
    func mutableBytes(from offset: Int) -> UnsafeMutableRawBufferPointer {
        precondition(offset >= 0 && offset <= count, "an offset in the bytes in use")
        guard let block = unsafe block else { return unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeMutableRawBufferPointer(start: block + lower + offset, count: count - offset)
    }

    /// Moves the bytes in use to the block's beginning.
    mutating func compact() {
        guard lower > 0, let block = unsafe block else { return }
        let kept = count
        unsafe block.copyMemory(from: block + lower, byteCount: kept)
        lower = 0
        upper = kept
    }

    /// Copies `bytes` behind those in use; there is room for them.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= room, "room for what is appended")
        guard bytes.count > 0 else { return }
        unsafe free.copyMemory(from: bytes)
        upper &+= bytes.count
    }
}
