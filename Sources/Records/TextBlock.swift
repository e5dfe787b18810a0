internal import Tabular

/// The bytes of a block that is no CSV, and where its records are in them.
@safe final class TextBlock {
    /// Readable bytes after the last byte, so that readers may load whole words.
    static let slackByteCount = 64
    /// Offsets are 31 bits wide, as those of CSV.
    static let byteCountMax = (1 << 31) - 1

    /// A record's bytes without its line end.
    struct Place {
        var begin: UInt32
        var end: UInt32
        /// Lines from the block's first to the record's.
        var lineOffset: UInt32
    }

    private(set) var bytes: UnsafeMutableRawPointer
    private(set) var byteCapacity = 0
    /// One a record; none of a matrix, whose rows lie at equal distances.
    var places: [Place] = []
    var firstLine = 1

    init() {
        unsafe bytes = .allocate(byteCount: Self.slackByteCount, alignment: 64)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.slackByteCount)
    }

    deinit { unsafe bytes.deallocate() }

    /// Makes room for `capacity` bytes; the first `keptByteCount` stay.
    func reserve(_ capacity: Int, keeping keptByteCount: Int) {
        guard capacity > byteCapacity else { return }
        precondition(capacity <= Self.byteCountMax, "a block's offsets are 31 bits wide")
        let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity + Self.slackByteCount, alignment: 64)
        unsafe grown.copyMemory(from: bytes, byteCount: keptByteCount)
        unsafe (grown + keptByteCount).initializeMemory(
            as: UInt8.self, repeating: 0, count: capacity + Self.slackByteCount - keptByteCount)
        unsafe bytes.deallocate()
        unsafe bytes = grown
        byteCapacity = capacity
    }

    /// A record's bytes.
    func record(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        let place = places[row]
        return unsafe UnsafeBufferPointer(
            start: (bytes + Int(place.begin)).assumingMemoryBound(to: UInt8.self), count: Int(place.end - place.begin))
    }
}
