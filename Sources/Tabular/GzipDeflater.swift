internal import CZlib

/// One gzip member made through zlib; owns the `z_stream`, which zlib ties to its address. The same bytes in give the same bytes
/// out: the header carries no name and no time.
@safe final class GzipDeflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil when zlib gets no memory. `level` is 1 (fast) to 9 (small).
    init?(level: Int32) {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_deflate_init(stream, level, 15 + 16) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Begins another member, whatever was left of the one before.
    func restart() { _ = unsafe deflateReset(stream) }

    /// The most bytes that a member of `byteCount` bytes can take.
    func byteCountMax(of byteCount: Int) -> Int { unsafe Int(deflateBound(stream, UInt(byteCount))) }

    /// What one step did. Counts are bytes.
    struct Step {
        var consumedByteCount: Int
        var producedByteCount: Int
        /// The trailer is out; only after a step that `finishes`.
        var isDone: Bool
    }

    /// Compresses as much of `input` as the room in `output` lets; with `finishes`, `input` is the last.
    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, finishes: Bool) -> Step {
        let inputCount = min(input.count, Int(UInt32.max))
        let outputCount = min(output.count, Int(UInt32.max))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(inputCount)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(outputCount)
        let status = unsafe deflate(stream, finishes && inputCount == input.count ? Z_FINISH : Z_NO_FLUSH)
        precondition(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, "deflate refuses only misuse")
        return unsafe Step(
            consumedByteCount: inputCount - Int(stream.pointee.avail_in),
            producedByteCount: outputCount - Int(stream.pointee.avail_out), isDone: status == Z_STREAM_END)
    }
}
