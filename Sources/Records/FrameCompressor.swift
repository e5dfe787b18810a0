internal import CZstd
public import Codecs

/// Compresses whole blocks, each to a Zstandard frame of its own: frames one after another are one file (RFC 8878, 3).
///
/// Owns zstd's context and uses it again for the next block. The same block gives the same bytes. Used by one thread at a time.
@safe public final class FrameCompressor {
    private let context: OpaquePointer

    /// The fast end: output is written once and at the speed of what makes it.
    public static let level: Int32 = 1
    /// What the context takes at this level, for blocks of a few megabytes (ZSTD_estimateCCtxSize says 1.3 MB).
    public static let byteCount = 2 << 20

    /// Nil when zstd gets no memory.
    public init?() {
        guard let context = unsafe ZSTD_createCCtx() else { return nil }
        unsafe self.context = unsafe context
        // A checksum of the content: damage is noticed when it is read.
        guard unsafe ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) == 0,
            unsafe ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)) == 0
        else { preconditionFailure("zstd refuses its own parameters") }
    }

    deinit { unsafe ZSTD_freeCCtx(context) }

    /// Appends `block`, compressed, to `output`.
    public func append(_ block: UnsafeRawBufferPointer, to output: inout ByteBuffer) {
        unsafe output.append(byteCountMax: ZSTD_compressBound(block.count)) { room in
            let byteCount = unsafe ZSTD_compress2(context, room.baseAddress, room.count, block.baseAddress, block.count)
            precondition(ZSTD_isError(byteCount) == 0, "zstd said that there was room enough")
            return byteCount
        }
    }
}
