extension ScoringPlan {
    /// Hands over the leaf ids of some rows in one tree at a time: tree, first row, ids, count of rows.
    @inline(__always)
    func eachLeafChunk<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, _ body: (Int, Int, UnsafePointer<UInt32>, Int) -> Void
    ) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { leaves in
            guard let leaves = leaves.baseAddress else { return }
            let walk = TreeWalk<Node, Row>(self)
            for blockStart in stride(from: 0, to: rowCount, by: blockRowCount) {
                let blockEnd = min(rowCount, blockStart &+ blockRowCount)
                for tree in 0..<treeCount {
                    for row in stride(from: blockStart, to: blockEnd, by: Self.chunkRowCount) {
                        let count = min(blockEnd &- row, Self.chunkRowCount)
                        unsafe walk.walk(
                            tree: trees[tree], rows: rows + row &* rowStride, rowCount: count, rowStride: rowStride,
                            into: leaves)
                        unsafe body(tree, row, leaves, count)
                    }
                }
            }
        }
    }
}
