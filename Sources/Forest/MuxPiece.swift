internal import CForest

/// A tree padded to a complete one: every row's leaf index is read off multiplexers (`CF_FORM_MUX`).
struct MuxPiece {
    static let depthMax = 8

    /// Levels.
    let bits: Int
    private(set) var ops: [UInt16] = []
    /// By leaf index: the leaf's id. A leaf above the last level has several.
    private(set) var leafOfIndex: [Int32]

    init(_ tree: SliceTree) {
        precondition((1...Self.depthMax).contains(tree.depth), "a tree of 1 to 8 levels")
        bits = tree.depth
        leafOfIndex = [Int32](repeating: 0, count: 1 << bits)
        ops.reserveCapacity(1 << bits - 1)
        append(0, level: bits, firstIndex: 0, of: tree)
    }

    // The node's subtree, padded to `level` levels; its leaves have the indices from `firstIndex` on. A leaf's padding asks any line,
    // since all the leaves below it are the same.
    private mutating func append(_ node: Int32, level: Int, firstIndex: Int, of tree: SliceTree) {
        if level == 0 {
            leafOfIndex[firstIndex] = ~node
            return
        }
        let isLeaf = node < 0
        let half = 1 << (level - 1)
        append(isLeaf ? node : tree.left[Int(node)], level: level - 1, firstIndex: firstIndex, of: tree)
        append(isLeaf ? node : tree.right[Int(node)], level: level - 1, firstIndex: firstIndex + half, of: tree)
        ops.append(isLeaf ? 0 : tree.lines[Int(node)] * UInt16(CF_OP_SCALE))
    }
}
