public import Codecs

/// Compresses whole blocks, each to a gzip member of its own: the members of a file, one after another, are one gzip file (RFC 1952, 2.2).
///
/// Owns zlib's state and uses it again for the next block. The same block gives the same bytes. Used by one thread at a time.
@safe public final class BlockCompressor {
    private let deflater: GzipDeflater

    /// The fast end: output is written once and at the speed of what makes it.
    public static let gzipLevel: Int32 = 1
    /// What zlib's state takes: its window, hash chains and pending output (zconf.h).
    public static let byteCount = 1 << 19

    /// Nil when zlib gets no memory.
    public init?() {
        guard let deflater = GzipDeflater(level: Self.gzipLevel) else { return nil }
        self.deflater = deflater
    }

    /// Appends `block`, compressed, to `output`.
    public func append(_ block: UnsafeRawBufferPointer, to output: inout ByteBuffer) {
        deflater.restart()
        unsafe output.append(byteCountMax: deflater.byteCountMax(of: block.count)) { room in
            let step = unsafe deflater.step(block, into: room, finishes: true)
            precondition(step.isDone, "zlib said that there was room enough")
            return step.producedByteCount
        }
    }
}
