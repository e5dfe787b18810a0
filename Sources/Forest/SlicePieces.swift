internal import CForest

/// The trees of a group as pieces for bit-sliced kernels.
struct SlicePieces {
    private let forest: FlatForest
    private(set) var pieces: [cf_piece] = []
    private(set) var ops: [UInt16] = []
    private(set) var leaves: SliceLeaves

    init(_ forest: FlatForest) {
        self.forest = forest
        leaves = SliceLeaves(forest)
    }

    /// Appends tree `index`. False when its shape does not fit.
    mutating func append(tree index: Int, lineOfSplit: (Int) -> Int32) -> Bool {
        let tree = SliceTree(forest, tree: index, lineOfSplit: lineOfSplit)
        if tree.splitCount == 0 {
            append(CF_FORM_LEAF, ops: [], leafOfIndex: [0], bits: 0, tree: index)
        } else if tree.depth <= MuxPiece.depthMax {
            let mux = MuxPiece(tree)
            append(CF_FORM_MUX, ops: mux.ops, leafOfIndex: mux.leafOfIndex, bits: mux.bits, tree: index)
        } else if tree.leafCount <= ReachPiece.leafCountMax {
            for piece in ReachPiece.pieces(of: tree) {
                append(CF_FORM_REACH, ops: piece.ops, leafOfIndex: piece.leafOfIndex, bits: piece.bits, tree: index)
            }
        } else {
            return false
        }
        return leaves.planes.count <= Int(UInt32.max) && ops.count <= Int(UInt32.max)
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
