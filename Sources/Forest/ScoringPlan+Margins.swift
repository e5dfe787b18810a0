extension ScoringPlan {
    /// Rows whose leaf ids are kept at a time: 1 KiB, which Swift puts on the stack.
    static var chunkRowCount: Int { 256 }

    /// Up to so many rows go through the trees one by one, many trees in lockstep; more go through each tree together.
    static var singleRowCountMax: Int { 8 }

    /// The margins of all rows.
    @inline(never)
    func addLeaves<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { leaves in
            guard let leaves = leaves.baseAddress else { return }
            let walk = TreeWalk<Node, Row>(self)
            var row = 0
            while row < rowCount {
                let count = min(rowCount &- row, blockRowCount)
                let blockRows = unsafe rows + row &* rowStride
                let blockMargins = unsafe margins + row &* outputCount
                unsafe sums.start(blockMargins, rowCount: count)
                if count <= Self.singleRowCountMax {
                    for index in 0..<count {
                        unsafe addTrees(
                            walk, row: blockRows + index &* rowStride, leaves: leaves,
                            into: blockMargins + index &* outputCount)
                    }
                } else {
                    unsafe addBlock(
                        walk, rows: blockRows, rowCount: count, rowStride: rowStride, leaves: leaves, into: blockMargins)
                }
                unsafe sums.finish(blockMargins, rowCount: count)
                row &+= count
            }
        }
    }

    // A block of rows, each tree for all of them.
    @inline(__always)
    private func addBlock<Row: RowElement>(
        _ walk: TreeWalk<Node, Row>, rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int,
        leaves: UnsafeMutablePointer<UInt32>, into margins: UnsafeMutablePointer<Double>
    ) {
        for index in 0..<treeCount {
            let tree = unsafe trees[index]
            var row = 0
            while row < rowCount {
                let count = min(rowCount &- row, Self.chunkRowCount)
                unsafe walk.walk(
                    tree: tree, rows: rows + row &* rowStride, rowCount: count, rowStride: rowStride, into: leaves)
                unsafe sums.add(leaves: leaves, rowCount: count, of: tree, to: margins + row &* outputCount)
                row &+= count
            }
        }
    }

    // One row, trees in lockstep.
    @inline(__always)
    private func addTrees<Row: RowElement>(
        _ walk: TreeWalk<Node, Row>, row: UnsafePointer<Row>, leaves: UnsafeMutablePointer<UInt32>,
        into margins: UnsafeMutablePointer<Double>
    ) {
        var first = 0
        while first < treeCount {
            let count = min(treeCount &- first, Self.chunkRowCount)
            unsafe walk.walk(row: row, first: first, count: count, into: leaves)
            unsafe sums.add(leaves: leaves, trees: trees + first, treeCount: count, to: margins)
            first &+= count
        }
    }
}
