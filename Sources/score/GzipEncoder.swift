internal import CZlib

/// A gzip stream through zlib; owns the `z_stream`, which zlib ties to its address.
@safe final class GzipEncoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutableRawBufferPointer

    private static let bufferByteCount = 1 << 18
    /// zlib's own default: half the time of 9 for a few per cent more bytes.
    private static let level: Int32 = 6

    /// Nil when zlib gets no memory.
    init?() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe buffer = .allocate(byteCount: Self.bufferByteCount, alignment: 64)
        guard unsafe czlib_deflate_init_gzip(stream, Self.level) == Z_OK else {
            unsafe stream.deallocate()
            unsafe buffer.deallocate()
            return nil
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
        unsafe buffer.deallocate()
    }

    /// Compresses `input`, handing what comes out to `write`; the last call says so, and ends the stream.
    func encode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, write: (UnsafeRawBufferPointer) throws(ScoreFailure) -> Void
    ) throws(ScoreFailure) {
        var rest = unsafe input
        while true {
            let count = min(rest.count, Int(UInt32.max) / 2)
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(count)
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            try unsafe drain(isLast && rest.isEmpty ? Z_FINISH : Z_NO_FLUSH, write)
            if unsafe rest.isEmpty { return }
        }
    }

    private func drain(
        _ mode: Int32, _ write: (UnsafeRawBufferPointer) throws(ScoreFailure) -> Void
    ) throws(ScoreFailure) {
        while true {
            unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = UInt32(Self.bufferByteCount)
            let status = unsafe deflate(stream, mode)
            precondition(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, "deflate: a stream that is its own")
            let count = unsafe Self.bufferByteCount - Int(stream.pointee.avail_out)
            if count > 0 { try unsafe write(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            // A buffer that is not full means that nothing is left inside.
            if count < Self.bufferByteCount { return }
        }
    }
}
