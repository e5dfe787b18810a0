/// What a bit-sliced plan does, in counts: from them what a call costs.
struct SliceWork: BitwiseCopyable, Sendable, Equatable {
    /// Once for a block of rows.
    var lineCount = 0
    /// Parts of category sets, once for a block.
    var chunkCount = 0
    /// Nodes of complete trees, padding included, once for a block.
    var multiplexerCount = 0
    /// Steps of other trees, once for a block.
    var stepCount = 0
    /// Searches, for each row.
    var columnCount = 0
    /// Leaf values looked up among up to 64, and among more, for each row.
    var smallLookupCount = 0
    var largeLookupCount = 0
    /// Complete trees and others, and the pieces that both together are.
    var completeTreeCount = 0
    var otherTreeCount = 0
    var pieceCount = 0
    var hasFloat64Sums = false

    /// Rows of a block.
    static func blockRowCount(_ instructionSet: InstructionSet) -> Int { SlicePrices(instructionSet).blockRowCount }

    /// Nanoseconds of a call: the blocks, each whole, and the rows.
    func nanoseconds(rowCount: Int, _ instructionSet: InstructionSet) -> Double {
        let prices = SlicePrices(instructionSet)
        let blockCount = (rowCount + prices.blockRowCount - 1) / prices.blockRowCount
        let block =
            prices.line * Double(lineCount) + prices.chunk * Double(chunkCount)
            + prices.multiplexer * Double(multiplexerCount) + prices.step * Double(stepCount)
            + prices.piece * Double(pieceCount)
        let lookups = prices.smallLookup * Double(smallLookupCount) + prices.largeLookup * Double(largeLookupCount)
        let row = prices.column * Double(columnCount) + lookups * (hasFloat64Sums ? 1.5 : 1)
        return Double(blockCount) * block + Double(rowCount) * row
    }
}

/// Nanoseconds of each thing that bit-sliced kernels do. Only their ratios to one another and to the other designs matter, which choose
/// between plans; AVX2 as measured (Zen 4, 2.9 GHz, both threads of the core busy), portable likewise, AVX-512 as its instructions count
/// and NEON as the portable code at twice the speed.
private struct SlicePrices {
    var blockRowCount = 256
    var line = 0.0
    var chunk = 0.0
    var multiplexer = 0.0
    var step = 0.0
    var piece = 0.0
    var column = 0.0
    var smallLookup = 0.0
    var largeLookup = 0.0

    init(_ instructionSet: InstructionSet) {
        switch instructionSet {
        case .portable:
            (line, chunk, multiplexer, step, piece) = (1.6, 450, 1.2, 2.0, 30)
            (column, smallLookup, largeLookup) = (12, 2.5, 2.5)
        case .neon:
            (line, chunk, multiplexer, step, piece) = (1.0, 30, 0.8, 1.2, 20)
            (column, smallLookup, largeLookup) = (6, 1.0, 1.2)
        case .avx2:
            (line, chunk, multiplexer, step, piece) = (1.0, 8.5, 0.6, 1.0, 10)
            (column, smallLookup, largeLookup) = (0.8, 0.14, 0.36)
        case .avx512:
            blockRowCount = 512
            (line, chunk, multiplexer, step, piece) = (1.0, 14, 0.6, 1.0, 20)
            (column, smallLookup, largeLookup) = (0.4, 0.10, 0.30)
        case .avx512vbmi:
            blockRowCount = 512
            (line, chunk, multiplexer, step, piece) = (1.0, 10, 0.6, 1.0, 20)
            (column, smallLookup, largeLookup) = (0.4, 0.06, 0.10)
        }
    }
}
