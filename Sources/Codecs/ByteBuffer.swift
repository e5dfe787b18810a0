/// A growing buffer of bytes that text and JSON are written into.
///
/// Owns one block of raw memory that doubles when it is full and is freed with the buffer; `removeAll` keeps it, so that a writer
/// which empties the buffer after each block allocates nothing in the long run. Not shared between threads at one time.
@safe public struct ByteBuffer: ~Copyable, @unchecked Sendable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    /// Bytes written.
    public private(set) var count = 0

    static let capacityMin = 256

    /// A buffer that takes `capacity` bytes before it grows for the first time.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, Self.capacityMin)
        unsafe start = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe start.deallocate() }

    /// The bytes written, in place; valid until the buffer changes.
    @unsafe public var unsafeBytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    /// Calls `body` with the bytes written, in place.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(unsafeBytes)
    }

    /// A copy of the bytes written.
    public var bytes: [UInt8] { unsafe [UInt8](unsafeBytes) }

    /// A copy of the bytes as text; bytes that are not UTF-8 are replaced.
    public var text: String { unsafe String(decoding: unsafeBytes, as: UTF8.self) }

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() { count = 0 }

    public mutating func append(_ byte: UInt8) {
        unsafe reserve(1).storeBytes(of: byte, as: UInt8.self)
        count &+= 1
    }

    public mutating func append(_ text: StaticString) {
        if text.hasPointerRepresentation {
            unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        } else {
            append(String(Character(text.unicodeScalar)))
        }
    }

    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(contentsOf: $0) }
    }

    public mutating func append(contentsOf other: UnsafeBufferPointer<UInt8>) {
        guard let source = other.baseAddress, other.count > 0 else { return }
        unsafe reserve(other.count).copyMemory(from: source, byteCount: other.count)
        count &+= other.count
    }

    public mutating func append(contentsOf other: [UInt8]) {
        unsafe other.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends the `byteCount` (8 at most) lower bytes of a word, the lowest first.
    public mutating func append(littleEndian word: UInt64, byteCount: Int) {
        precondition(byteCount <= 8, "a word has eight bytes")
        unsafe reserve(8).storeBytes(of: word.littleEndian, as: UInt64.self)
        advance(byteCount)
    }

    /// Appends what `body` writes: it gets room for `byteCountMax` bytes and says how many it used.
    public mutating func append(byteCountMax: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
        let room = unsafe UnsafeMutableRawBufferPointer(start: reserve(byteCountMax), count: byteCountMax)
        advance(unsafe body(room))
    }

    /// Room for `byteCount` more bytes: where the next one goes. `advance` says afterwards how many were written there.
    @inline(__always)
    mutating func reserve(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if capacity &- count < byteCount { grow(by: byteCount) }
        return unsafe start + count
    }

    /// Takes over `byteCount` bytes that were written where `reserve` said.
    @inline(__always)
    mutating func advance(_ byteCount: Int) {
        precondition(byteCount <= capacity &- count, "more bytes than were reserved")
        count &+= byteCount
    }

    @inline(never)
    private mutating func grow(by byteCount: Int) {
        let needed = count + byteCount
        let newCapacity = max(capacity * 2, needed)
        let new = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
        unsafe new.copyMemory(from: start, byteCount: count)
        unsafe start.deallocate()
        unsafe start = new
        capacity = newCapacity
    }
}
