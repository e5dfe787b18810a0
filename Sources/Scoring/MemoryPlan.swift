/// How many blocks of which size are in flight, so that a run stays within its memory.
///
/// The size of a block depends on the limit and on what a block needs, never on the number of threads: compressed output is cut by blocks, and
/// must be the same for any number of them.
public struct MemoryPlan: Sendable, Equatable {
    /// What a run needs, in bytes.
    public struct Needs: Sendable {
        /// The reader's buffers and what else is there once.
        public var fixed: Int
        /// A worker's own memory: codes, margins, a compressor.
        public var perWorker: Int
        /// What a block in flight takes for each byte of input: the text, its index.
        public var perBlockByte: Int
        /// What a block in flight takes besides: its output.
        public var perBlock: Int

        public init(fixed: Int, perWorker: Int, perBlockByte: Int, perBlock: Int) {
            self.fixed = fixed
            self.perWorker = perWorker
            self.perBlockByte = perBlockByte
            self.perBlock = perBlock
        }

        func byteCount(blockByteCount: Int, blockCount: Int, threadCount: Int) -> Int {
            fixed + threadCount * perWorker + blockCount * (perBlock + blockByteCount * perBlockByte)
        }
    }

    public let blockByteCount: Int
    /// Blocks in flight.
    public let blockCount: Int
    public let threadCount: Int
    /// All of it at its largest.
    public let byteCount: Int

    public static let blockByteCountMax = 512 << 10
    public static let blockByteCountMin = 64 << 10
    /// Blocks are as large as lets this many workers have one each and one besides.
    private static let plannedThreadCount = 8

    /// `threadCount` is what is wished for; fewer work where more do not fit.
    public init(byteCountMax: Int, threadCount: Int, needs: Needs) throws(OptionError) {
        func byteCount(_ block: Int, _ blocks: Int, _ threads: Int) -> Int {
            needs.byteCount(blockByteCount: block, blockCount: blocks, threadCount: threads)
        }
        var block = Self.blockByteCountMax
        while block > Self.blockByteCountMin,
            byteCount(block, Self.plannedThreadCount + 1, Self.plannedThreadCount) > byteCountMax
        {
            block /= 2
        }
        let least = byteCount(block, 2, 1)
        guard least <= byteCountMax else {
            throw OptionError(
                "\(byteCountMax) bytes are too few for this model and these columns; the least that works is \(least)")
        }
        var threads = max(1, threadCount)
        while threads > 1, byteCount(block, threads + 1, threads) > byteCountMax { threads -= 1 }
        var blocks = 2 * threads + 1
        while blocks > threads + 1, byteCount(block, blocks, threads) > byteCountMax { blocks -= 1 }
        blockByteCount = block
        blockCount = blocks
        self.threadCount = threads
        self.byteCount = byteCount(block, blocks, threads)
    }
}
