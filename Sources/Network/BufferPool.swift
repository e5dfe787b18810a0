/// The memory of a loop's connections: blocks of one size kept for the next that needs one, larger ones from the heap, and a bound on all
/// of them together.
@safe struct BufferPool: ~Copyable {
    /// A head at its limit fits; almost every request and answer fits.
    static let blockByteCount = 16 << 10
    /// Blocks that are kept when nobody uses them: 4 MiB.
    static let keptBlockCountMax = 256

    private let byteCountMax: Int
    /// Each kept block holds the next one's address.
    private var kept: UnsafeMutableRawPointer?
    private var keptCount = 0
    /// Bytes that connections hold.
    private(set) var byteCountInUse = 0

    init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    deinit {
        var block = unsafe kept
        while let current = unsafe block {
            unsafe block = current.load(as: UnsafeMutableRawPointer?.self)
            unsafe ConnectionBuffer.deallocate(current)
        }
    }

    /// A buffer of at least `capacity` bytes, or nil when the loop holds as much as it may. No allocation when a block is at hand.
    mutating func take(capacity: Int = blockByteCount) -> ConnectionBuffer? {
        let byteCount = max(capacity, Self.blockByteCount)
        guard byteCountInUse &+ byteCount <= byteCountMax else { return nil }
        byteCountInUse &+= byteCount
        if byteCount == Self.blockByteCount, let block = unsafe kept {
            unsafe kept = block.load(as: UnsafeMutableRawPointer?.self)
            keptCount &-= 1
            return unsafe ConnectionBuffer(block: block, capacity: byteCount)
        }
        return unsafe ConnectionBuffer(block: ConnectionBuffer.allocate(capacity: byteCount), capacity: byteCount)
    }

    /// Counts a block that was made elsewhere, and will come back here; false when the loop holds as much as it may.
    mutating func adopt(_ byteCount: Int) -> Bool {
        guard byteCountInUse &+ byteCount <= byteCountMax else { return false }
        byteCountInUse &+= byteCount
        return true
    }

    /// Takes the buffer's block back, which leaves it empty.
    mutating func giveBack(_ buffer: inout ConnectionBuffer) {
        guard let block = unsafe buffer.block else { return }
        byteCountInUse &-= buffer.capacity
        if buffer.capacity == Self.blockByteCount, keptCount < Self.keptBlockCountMax {
            unsafe block.storeBytes(of: kept, as: UnsafeMutableRawPointer?.self)
            unsafe kept = block
            keptCount &+= 1
        } else {
            unsafe ConnectionBuffer.deallocate(block)
        }
        buffer = ConnectionBuffer()
    }

    /// Gives `buffer` room for `byteCount` bytes behind those in use; false when the loop holds as much as it may.
    mutating func makeRoom(_ byteCount: Int, in buffer: inout ConnectionBuffer) -> Bool {
        if buffer.hasBlock {
            if buffer.room >= byteCount { return true }
            buffer.compact()
            if buffer.room >= byteCount { return true }
        }
        // Doubling keeps the copying linear when a large message comes in small pieces.
        let needed = buffer.count &+ byteCount
        guard var larger = take(capacity: max(needed, min(2 &* buffer.capacity, needed &* 2))) else { return false }
        unsafe larger.append(buffer.bytes)
        giveBack(&buffer)
        buffer = larger
        return true
    }
}
