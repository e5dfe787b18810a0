/// Bytes on their way in or out of a connection: a block of memory from the loop's pool, and the part of it that is in use.
///
/// Without a block while the connection has nothing to say. `slackByteCount` more bytes than the capacity are allocated, for parsers that
/// load whole words.
@safe struct ConnectionBuffer {
    private(set) var block: UnsafeMutableRawPointer?
    private(set) var capacity = 0
    /// First byte in use.
    var lower = 0
    /// First byte after those in use.
    var upper = 0

    static let slackByteCount = 64

    init() {}

    init(block: UnsafeMutableRawPointer, capacity: Int) {
        unsafe self.block = block
        self.capacity = capacity
    }

    /// Frees the block of a buffer whose pool is gone.
    func deallocate() { unsafe block?.deallocate() }

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
