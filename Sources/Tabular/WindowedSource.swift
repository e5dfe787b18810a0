/// A byte source seen through windows: each begins at a record and holds a given count of bytes, but at the end of the source.
///
/// What a window holds depends on where it begins and on the source's bytes only, never on how they came: a reader that begins
/// anew at a window's beginning sees the same windows. Used by one thread at a time.
@safe public struct WindowedSource: ~Copyable {
    public private(set) var source: ByteSource
    /// Offset of the next window's first byte in the decompressed bytes.
    public private(set) var byteOffset = 0
    /// Bytes that were read and belong to the next window, from `carryBegin` on.
    private var carry: [UInt8] = []
    private var carryBegin = 0
    private var sourceEnded = false
    /// The source is taken to end here.
    private var endOffset = Int.max
    /// A window is handed out as soon as it has a byte, full or not: for pipes whose writer waits for answers. What it holds then
    /// depends on how the bytes came.
    public var takesWhatIsThere = false

    public init(_ source: consuming ByteSource) { self.source = source }

    /// Bytes taken from the source, the carried ones among them.
    private var readOffset: Int { byteOffset + carry.count - carryBegin }

    /// Adds to the `filled` bytes that the window holds until it is full or the source ends. Says whether the window has the
    /// source's last bytes; the source is then found unchanged since it was opened.
    public mutating func fill(
        _ window: UnsafeMutableRawBufferPointer, filled: inout Int
    ) throws(InputError) -> Bool {
        let beginning = filled
        unsafe takeCarried(window, &filled)
        // What was carried may hold records; to wait for more would keep them from whoever waits for their answers.
        if takesWhatIsThere, filled > beginning { return false }
        while filled < window.count, !sourceEnded {
            let room = min(window.count - filled, endOffset - readOffset)
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: window[filled..<filled + room])
            let count = unsafe try room == 0 ? 0 : source.read(into: rest)
            filled += count
            byteOffset += count
            if count == 0 {
                sourceEnded = true
                try source.checkUnchanged()
            } else if takesWhatIsThere, filled > beginning {
                return false
            }
        }
        return sourceEnded && carryBegin == carry.count && filled < window.count
    }

    private mutating func takeCarried(_ window: UnsafeMutableRawBufferPointer, _ filled: inout Int) {
        let count = min(carry.count - carryBegin, window.count - filled)
        guard count > 0 else { return }
        unsafe carry.withUnsafeBytes { bytes in
            unsafe UnsafeMutableRawBufferPointer(rebasing: window[filled...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[carryBegin..<carryBegin + count]))
        }
        filled += count
        byteOffset += count
        carryBegin += count
        if carryBegin == carry.count {
            carry.removeAll(keepingCapacity: true)
            carryBegin = 0
        }
    }

    /// Gives back the end of a window: the next one begins with these bytes.
    public mutating func putBack(_ bytes: UnsafeRawBufferPointer) {
        unsafe carry.replaceSubrange(0..<carryBegin, with: bytes)
        carryBegin = 0
        byteOffset -= bytes.count
    }

    /// The source is taken to end at `offset`, where a record begins; at the next window's beginning at the earliest.
    public mutating func end(at offset: Int) {
        endOffset = max(offset, byteOffset)
        guard endOffset <= readOffset else { return }
        carry.removeLast(readOffset - endOffset)
        sourceEnded = true
    }

    /// Whether the source goes on behind where it is taken to end.
    public var isCut: Bool { endOffset != Int.max }

    /// Moves to `offset`, which lies at or behind the next window's beginning. A plain file is not read in between.
    public mutating func move(to offset: Int) throws(InputError) {
        precondition(offset >= byteOffset, "a source is not read twice")
        let carried = min(offset - byteOffset, carry.count - carryBegin)
        carryBegin += carried
        byteOffset += carried
        guard offset > byteOffset else { return }
        carry.removeAll(keepingCapacity: true)
        carryBegin = 0
        let passedCount = try source.skip(offset - byteOffset)
        byteOffset += passedCount
        if byteOffset < offset { sourceEnded = true }
    }
}
