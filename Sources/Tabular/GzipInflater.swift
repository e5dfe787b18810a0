internal import CZlib

/// One gzip member after another through zlib; owns the `z_stream`, which zlib ties to its address.
@safe final class GzipInflater: StreamDecoder {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil when zlib gets no memory.
    init?() {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_inflate_init(stream, 15 + 16) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decompresses as much of `input` as fits into `output`; both may be any size.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(StreamCorruption) -> DecodedStep {
        let inputCount = min(input.count, Int(UInt32.max))
        let outputCount = min(output.count, Int(UInt32.max))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(inputCount)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(outputCount)
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        switch status {
        case Z_OK, Z_STREAM_END, Z_BUF_ERROR:
            return unsafe DecodedStep(
                consumedByteCount: inputCount - Int(stream.pointee.avail_in),
                producedByteCount: outputCount - Int(stream.pointee.avail_out), memberEnded: status == Z_STREAM_END)
        default:
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            throw StreamCorruption(reason: reason ?? "zlib status \(status)")
        }
    }

    /// Makes ready for the next member of the file.
    func startNextMember() { unsafe inflateReset(stream) }
}
