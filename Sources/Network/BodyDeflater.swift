internal import CZlib
public import Codecs

/// Encodes the body of an answer as gzip (RFC 1952) or deflate (RFC 1950), fast rather than small.
///
/// It owns zlib's state, one for each of the two that was ever asked for (256 KiB), and one block of memory. Thread rules: one thread.
@safe public final class BodyDeflater {
    private let streams: UnsafeMutablePointer<z_stream>
    private var hasStream = [false, false]
    private var memory: UnsafeMutableRawBufferPointer

    /// Text of numbers shrinks to a third at any level; the higher ones take several times as long for some per cent.
    private static let level: CInt = 1
    /// A block up to this size is kept for the next body.
    private static let keptByteCountMax = 256 << 10

    public init() {
        unsafe streams = .allocate(capacity: 2)
        unsafe streams.initialize(repeating: z_stream(), count: 2)
        unsafe memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    deinit {
        for index in 0..<2 where hasStream[index] { unsafe deflateEnd(streams + index) }
        unsafe streams.deallocate()
        unsafe memory.deallocate()
    }

    /// What stands for `body` in `coding` (not `identity`), valid until the next call; nil when that would not be smaller.
    public func deflate(_ body: UnsafeRawBufferPointer, _ coding: ContentCoding) -> UnsafeRawBufferPointer? {
        precondition(coding != .identity && body.count > 0 && body.count <= Int(UInt32.max), "a body and a coding")
        let stream = unsafe begin(coding)
        makeRoom(body.count)
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: body.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(body.count)
        unsafe stream.pointee.next_out = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(body.count - 1)
        guard unsafe CZlib.deflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
        return unsafe UnsafeRawBufferPointer(rebasing: memory[..<(body.count - 1 - Int(stream.pointee.avail_out))])
    }

    private func begin(_ coding: ContentCoding) -> UnsafeMutablePointer<z_stream> {
        let index = coding == .gzip ? 0 : 1
        let stream = unsafe streams + index
        let windowBits: CInt = coding == .gzip ? 15 + 16 : 15
        let status = unsafe hasStream[index] ? deflateReset(stream) : czlib_deflate_init(stream, Self.level, windowBits)
        precondition(status == Z_OK, "memory for zlib's state")
        hasStream[index] = true
        return unsafe stream
    }

    private func makeRoom(_ byteCount: Int) {
        let isTooLarge = unsafe memory.count > Self.keptByteCountMax && byteCount <= Self.keptByteCountMax
        guard unsafe memory.count < byteCount || isTooLarge else { return }
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: max(byteCount, 16 << 10), alignment: 64)
    }
}
