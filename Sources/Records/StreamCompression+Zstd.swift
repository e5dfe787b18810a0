public import Tabular

extension StreamCompression {
    /// RFC 8878: frames, and frames to be skipped, such as those that pzstd writes before its own.
    public static let zstd = StreamCompression(
        name: "zstd", magics: [[0x28, 0xB5, 0x2F, 0xFD]] + (0x50...0x5F).map { [$0, 0x2A, 0x4D, 0x18] }, allowsPadding: false,
        makeDecoder: { ZstdDecoder() })
}
