/// Where each feature's bins stand in a node's histogram.
///
/// A block of the table has one run of bins per feature, all of the length of its longest; the last block may be half as wide. Features
/// that a block lacks have a run too, which takes the zeros of the table's filling.
struct HistogramLayout {
    struct Block {
        /// Real features, from `firstFeature`.
        var featureCount: Int
        var firstFeature: Int
        /// Runs: 4 or 8.
        var width: Int
        /// Bins of each run.
        var stride: Int
        /// Of the block's first bin in the histogram.
        var offset: Int
        var pairCount: Int { width * stride }
    }

    let blocks: [Block]
    /// Pairs of a whole histogram.
    let pairCount: Int

    init(_ table: BinnedTable) {
        var blocks: [Block] = []
        var offset = 0
        for first in stride(from: 0, to: table.featureCount, by: BinnedTable.blockWidth) {
            let count = min(BinnedTable.blockWidth, table.featureCount - first)
            let longest = table.bins[first..<first + count].reduce(1) { max($0, $1.missingBin + 1) }
            let block = Block(
                featureCount: count, firstFeature: first, width: count <= 4 ? 4 : 8,
                // The loop for runs of 256 has its offsets in the instructions.
                stride: longest > 128 ? 256 : longest, offset: offset)
            blocks.append(block)
            offset += block.pairCount
        }
        self.blocks = blocks
        pairCount = offset
    }

    func offset(ofFeature feature: Int) -> Int {
        let block = blocks[feature / BinnedTable.blockWidth]
        return block.offset + (feature % BinnedTable.blockWidth) * block.stride
    }
}
