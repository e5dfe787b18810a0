/// A grown tree over bins, for rows that did not take part in its growth: finds a row's leaf without the raw values.
@safe struct BinnedTree {
    @unsafe private struct Split {
        var column: UnsafeRawPointer
        var leftBins: BinSet
        /// Of the split, or the leaf's id turned negative by `~`.
        var left: Int
        var right: Int
    }

    private var splits: [Split] = unsafe []
    private var root = 0

    init(_ tree: GrownTree, table: BinnedTable) {
        var reference = [Int](repeating: 0, count: tree.nodes.count)
        let order = tree.preorder
        var splitCount = 0
        var leafCount = 0
        for node in order {
            if tree.nodes[node].isLeaf {
                reference[node] = ~leafCount
                leafCount += 1
            } else {
                reference[node] = splitCount
                splitCount += 1
            }
        }
        for node in order where !tree.nodes[node].isLeaf {
            let grown = tree.nodes[node]
            unsafe splits.append(
                Split(
                    column: table.column(grown.best.feature), leftBins: grown.best.leftBins, left: reference[grown.left],
                    right: reference[grown.right]))
        }
        root = reference[0]
    }

    /// Writes the leaf id of each row.
    func leaves(rows: UnsafePointer<UInt32>, count: Int, into leaves: UnsafeMutablePointer<UInt32>) {
        unsafe splits.withUnsafeBufferPointer { splits in
            for index in 0..<count {
                let row = Int(unsafe rows[index]) &* 8
                var reference = root
                while reference >= 0 {
                    let bin = unsafe splits[reference].column.load(fromByteOffset: row, as: UInt8.self)
                    reference =
                        unsafe splits[reference].leftBins.contains(Int(bin)) ? splits[reference].left : splits[reference].right
                }
                unsafe leaves[index] = UInt32(truncatingIfNeeded: ~reference)
            }
        }
    }
}
