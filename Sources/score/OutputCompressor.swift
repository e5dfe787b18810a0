internal import Base
internal import Codecs
internal import Records
internal import Scoring
internal import Tabular

/// One worker's compressor: each piece of output becomes a gzip member or Zstandard frame of its own.
enum OutputCompressor {
    case gzip(BlockCompressor)
    case zstd(FrameCompressor)

    static let byteCountMax = max(BlockCompressor.byteCount, FrameCompressor.byteCount)

    /// Nil where output is not compressed.
    init?(_ compression: OutputCompression) throws(ScoreFailure) {
        switch compression {
        case .none: return nil
        case .gzip:
            guard let compressor = BlockCompressor() else { throw Self.noMemory("deflateInit2") }
            self = .gzip(compressor)
        case .zstd:
            guard let compressor = FrameCompressor() else { throw Self.noMemory("ZSTD_createCCtx") }
            self = .zstd(compressor)
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) {
        switch self {
        case .gzip(let compressor): unsafe compressor.append(bytes, to: &buffer)
        case .zstd(let compressor): unsafe compressor.append(bytes, to: &buffer)
        }
    }

    private static func noMemory(_ call: String) -> ScoreFailure {
        ScoreFailure(.environment, "no memory to compress with (\(call))")
    }
}
