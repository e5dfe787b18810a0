internal import CZstd
internal import Tabular

/// One zstd frame after another; owns zstd's stream.
@safe final class ZstdDecoder: StreamDecoder {
    /// The binary logarithm of the largest window that is decompressed: `zstd --long=27`, 128 MiB.
    static let windowLogMax: Int32 = 27

    private let stream: OpaquePointer

    /// Nil when zstd gets no memory.
    init?() {
        guard let stream = unsafe ZSTD_createDStream() else { return nil }
        unsafe self.stream = unsafe stream
        guard unsafe ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowLogMax)) == 0 else {
            preconditionFailure("zstd refuses its own parameter")
        }
    }

    deinit { unsafe ZSTD_freeDStream(stream) }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(StreamCorruption) -> DecodedStep {
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let status = unsafe ZSTD_decompressStream(stream, &target, &source)
        guard ZSTD_isError(status) == 0 else {
            throw StreamCorruption(reason: unsafe String(cString: ZSTD_getErrorName(status)))
        }
        // Output may wait when all input is taken; then the next step gets it.
        return unsafe DecodedStep(
            consumedByteCount: source.pos, producedByteCount: target.pos, memberEnded: status == 0)
    }

    func startNextMember() {
        guard unsafe ZSTD_isError(ZSTD_DCtx_reset(stream, ZSTD_reset_session_only)) == 0 else {
            preconditionFailure("zstd refuses to begin anew")
        }
    }
}
