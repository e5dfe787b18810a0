/// What bounds the framing of a chunked body; the body itself has its own limit.
public struct HTTPChunkLimits: Sendable, Equatable {
    /// What may stand between a chunk's size and the end of its line. Extensions in use are below 100 bytes; nobody here reads them.
    public var extensionByteCountMax: Int
    /// The fields behind the last chunk, the empty line that ends them included.
    public var trailerByteCountMax: Int
    /// All bytes that are not body: this many, and `overheadByteCountPerBodyByte` for each byte of the body that has come.
    public var overheadByteCountMax: Int

    public init(extensionByteCountMax: Int = 256, trailerByteCountMax: Int = 4 << 10, overheadByteCountMax: Int = 16 << 10) {
        precondition(extensionByteCountMax >= 1 && trailerByteCountMax >= 2 && overheadByteCountMax >= 5, "room for a chunk")
        self.extensionByteCountMax = extensionByteCountMax
        self.trailerByteCountMax = trailerByteCountMax
        self.overheadByteCountMax = overheadByteCountMax
    }

    /// A body sent in chunks of one byte has five bytes of framing for each; no client needs much more.
    public static let overheadByteCountPerBodyByte = 8
    /// Digits of a chunk's size: as many as 64 bits have, leading zeros included.
    static let sizeDigitCountMax = 16
}
