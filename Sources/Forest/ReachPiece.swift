internal import CForest

/// A tree of any shape, or the part of one that leads to a run of its leaves, as steps of the reach form (`CF_FORM_REACH`).
///
/// A tree with more leaves than a piece holds is cut into runs of leaves from left to right. Each run's piece has the splits on the ways
/// to its leaves; a row that turns off to other pieces ends at an index whose value is minus zero, which adds nothing.
struct ReachPiece {
    /// Leaves of a tree up to which pieces are worth it: their cost grows with the leaves, that of walking with the depth. With AVX2 both
    /// cost the same near here; AVX-512 takes twice the rows in a step.
    static func leafCountMax(_ instructionSet: InstructionSet) -> Int {
        switch instructionSet {
        case .avx512, .avx512vbmi: 8_192
        case .portable, .neon, .avx2: 4_096
        }
    }
    /// Leaves that a piece of a cut tree has at most: a fuller piece needs more steps a leaf, since free indices are then far apart.
    static let runLeafCountMax = 208

    /// Bits of a leaf's index: 6, 7 or 8.
    let bits: Int
    let ops: [UInt16]
    /// By leaf index: the leaf's id, or -1 where no leaf of this piece is.
    let leafOfIndex: [Int32]

    /// The pieces of a tree with at least one split.
    static func pieces(of tree: SliceTree) -> [ReachPiece] {
        let ways = ReachWays(tree)
        if tree.leafCount <= Int(CF_SLICE_LEAVES_MAX), let whole = ReachPiece(tree, ways, run: 0..<tree.leafCount) {
            return [whole]
        }
        let count = (tree.leafCount + runLeafCountMax - 1) / runLeafCountMax
        return (0..<count).flatMap { piece in
            cut(tree, ways, run: tree.leafCount * piece / count..<tree.leafCount * (piece + 1) / count)
        }
    }

    // The pieces of a run of leaves: halved until steps are found. A run of one leaf always has some.
    private static func cut(_ tree: SliceTree, _ ways: ReachWays, run: Range<Int>) -> [ReachPiece] {
        if let piece = ReachPiece(tree, ways, run: run) { return [piece] }
        precondition(run.count > 1, "steps to a single leaf")
        let middle = run.lowerBound + run.count / 2
        return cut(tree, ways, run: run.lowerBound..<middle) + cut(tree, ways, run: middle..<run.upperBound)
    }

    private init?(_ tree: SliceTree, _ ways: ReachWays, run: Range<Int>) {
        // Looking up 64 values is cheaper than 128 or 256 by more than the steps that a full table costs; between 128 and 256 it is the
        // other way round.
        for bits in 6...8 where run.count <= (bits == 7 ? 115 : 1 << bits) {
            var steps = ReachSteps(tree, ways, run: run, bits: bits)
            if steps.find() {
                self.bits = bits
                ops = steps.ops
                leafOfIndex = steps.codes.leafOfCode
                return
            }
        }
        return nil
    }
}
