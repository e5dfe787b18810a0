internal import CForest

/// The trees of a group as pieces for bit-sliced kernels.
struct SlicePieces {
    private let forest: FlatForest
    private let leafCountMax: Int
    private(set) var pieces: [cf_piece] = []
    private(set) var ops: [UInt16] = []
    private(set) var leaves: SliceLeaves
    private var completeTreeCount = 0
    private var otherTreeCount = 0

    /// Trees of more leaves do not fit.
    init(_ forest: FlatForest, leafCountMax: Int) {
        self.forest = forest
        self.leafCountMax = leafCountMax
        leaves = SliceLeaves(forest)
    }

    /// Appends tree `index`. False when its shape does not fit.
    mutating func append(tree index: Int, lineOfSplit: (Int) -> Int32) -> Bool {
        let tree = SliceTree(forest, tree: index, lineOfSplit: lineOfSplit)
        if tree.splitCount == 0 {
            append(CF_FORM_LEAF, ops: [], leafOfIndex: [0], bits: 0, tree: index)
            completeTreeCount += 1
        } else if tree.isNearlyComplete {
            completeTreeCount += 1
            let mux = MuxPiece(tree)
            append(CF_FORM_MUX, ops: mux.ops, leafOfIndex: mux.leafOfIndex, bits: mux.bits, tree: index)
        } else if tree.leafCount <= leafCountMax {
            otherTreeCount += 1
            for piece in ReachPiece.pieces(of: tree) {
                append(CF_FORM_REACH, ops: piece.ops, leafOfIndex: piece.leafOfIndex, bits: piece.bits, tree: index)
            }
        } else {
            return false
        }
        return leaves.planes.count <= Int(UInt32.max) && ops.count <= Int(UInt32.max)
    }

    /// Adds what the pieces are to `work`.
    func count(into work: inout SliceWork) {
        work.completeTreeCount += completeTreeCount
        work.otherTreeCount += otherTreeCount
        work.pieceCount += pieces.count
        for piece in pieces {
            switch cf_form(UInt32(piece.form)) {
            case CF_FORM_MUX: work.multiplexerCount += Int(piece.op_count)
            case CF_FORM_REACH: work.stepCount += Int(piece.op_count) / 2
            default: continue
            }
            if piece.bits <= 6 { work.smallLookupCount += 1 } else { work.largeLookupCount += 1 }
        }
    }

    private mutating func append(_ form: cf_form, ops: [UInt16], leafOfIndex: [Int32], bits: Int, tree: Int) {
        pieces.append(
            cf_piece(
                form: UInt8(form.rawValue), bits: UInt8(bits), output: UInt16(forest.tree(tree).output),
                first_op: UInt32(truncatingIfNeeded: self.ops.count), op_count: UInt32(ops.count),
                first_leaf_byte: UInt32(truncatingIfNeeded: leaves.append(leafOfIndex, bits: bits, tree: tree))))
        self.ops += ops
    }
}
