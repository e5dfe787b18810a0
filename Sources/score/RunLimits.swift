/// What bounds a run's memory beside its blocks.
enum RunLimits {
    /// Output of a block beyond this is written as soon as it is the block's turn.
    static let pieceByteCount = 2 << 20
    /// What a piece may have more: the rows of one chunk.
    static let pieceOverrunByteCount = 2 << 20
    /// One record at most: a block that meets a longer one grows to its length.
    static let recordByteCountMax = 16 << 20
    /// What a program of this kind takes before it does anything: code, stacks, the allocator's own.
    static let processByteCount = 16 << 20
    /// The memory that a run may take unless it is told otherwise.
    static let memoryByteCount = 256_000_000
    /// Output between two checkpoints, and time.
    static let checkpointByteCount = 64 << 20
    static let checkpointNanoseconds: UInt64 = 5_000_000_000
}
