internal import CZlib
public import Codecs

/// Decodes the body of a request that was sent with a content coding: gzip (RFC 1952) or deflate (RFC 1950, and the bare RFC 1951 that some
/// clients send under that name).
///
/// It owns zlib's state and one block of memory, both taken at the first use and used by one request after the other. A body is whole
/// before it is decoded, so nothing is left between calls. What comes out is bounded while it comes out: a body of a few kilobytes that
/// stands for gigabytes costs the limit and no more. Thread rules: one thread.
@safe public final class BodyInflater {
    public enum Fault: Error, Sendable {
        /// More comes out than `byteCountMax`.
        case tooLarge
        /// It is not of the coding, is damaged, or something stands behind its end.
        case corrupt
        /// It ends too early.
        case truncated
    }

    /// Bytes that may come out.
    public let byteCountMax: Int
    private let stream: UnsafeMutablePointer<z_stream>
    private var hasStream = false
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private var count = 0

    /// Parsers may load this many bytes behind what came out.
    private static let slackByteCount = 64
    /// A block up to this size is kept for the next body.
    private static let keptByteCountMax = 256 << 10

    public init(byteCountMax: Int) {
        precondition(byteCountMax > 0 && byteCountMax <= 1 << 30, "a limit of 1 byte to 1 GiB")
        self.byteCountMax = byteCountMax
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
    }

    deinit {
        if hasStream { unsafe inflateEnd(stream) }
        unsafe stream.deallocate()
        unsafe memory?.deallocate()
    }

    /// What `body` stands for, valid until the next call; at least 64 readable bytes follow. `coding` is not `identity`.
    public func inflate(_ body: UnsafeRawBufferPointer, _ coding: ContentCoding) throws(Fault) -> UnsafeRawBufferPointer {
        precondition(coding != .identity && body.count <= Int(UInt32.max), "a coded body")
        guard body.count > 0 else { throw .truncated }
        releaseLargeBlock()
        count = 0
        unsafe begin(windowBits: Self.windowBits(body, coding))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: body.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(body.count)
        while true {
            try decodeMember()
            if unsafe stream.pointee.avail_in == 0 { return unsafe UnsafeRawBufferPointer(start: memory, count: count) }
            // RFC 1952, section 2.2: members may follow one another. zlib's format has none.
            guard coding == .gzip else { throw .corrupt }
            unsafe inflateReset(stream)
        }
    }

    /// With a header: 16 more for gzip's. A body that is called deflate begins with zlib's header, which tells itself by its check bits, or
    /// with none; a bare stream that looked like one would be a stored block with set padding bits, which nobody writes.
    private static func windowBits(_ body: UnsafeRawBufferPointer, _ coding: ContentCoding) -> CInt {
        if coding == .gzip { return 15 + 16 }
        let isZlib = unsafe body.count >= 2 && body[0] & 0xF == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
        return isZlib ? 15 : -15
    }

    private func begin(windowBits: CInt) {
        let status = unsafe hasStream ? inflateReset2(stream, windowBits) : czlib_inflate_init(stream, windowBits)
        precondition(status == Z_OK, "memory for zlib's state")
        hasStream = true
    }

    /// Decodes to the end of a member, whatever room that takes.
    private func decodeMember() throws(Fault) {
        while true {
            if count == capacity { grow() }
            unsafe stream.pointee.next_out = memory.map { unsafe ($0 + count).assumingMemoryBound(to: UInt8.self) }
            unsafe stream.pointee.avail_out = UInt32(capacity - count)
            let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            unsafe count = capacity - Int(stream.pointee.avail_out)
            guard count <= byteCountMax else { throw .tooLarge }
            switch status {
            case Z_STREAM_END: return
            case Z_OK, Z_BUF_ERROR:
                // Room is left, so it is the input that is missing.
                if unsafe stream.pointee.avail_out > 0 { throw .truncated }
            default: throw .corrupt
            }
        }
    }

    /// More room; one byte above the limit at most, so that a body is seen to be larger.
    private func grow() {
        let wanted = min(max(2 * capacity, 16 << 10), byteCountMax + 1)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted + Self.slackByteCount, alignment: 64)
        unsafe (larger + wanted).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slackByteCount)
        if let memory = unsafe memory {
            unsafe larger.copyMemory(from: memory, byteCount: count)
            unsafe memory.deallocate()
        }
        unsafe memory = larger
        capacity = wanted
    }

    private func releaseLargeBlock() {
        guard capacity > Self.keptByteCountMax else { return }
        unsafe memory?.deallocate()
        unsafe memory = nil
        capacity = 0
    }
}
