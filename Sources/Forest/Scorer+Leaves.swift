extension Scorer {
    /// The leaf id of each row and tree: `rowCount * treeCount` numbers, row-major. No allocation.
    public func leafIDs(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, into leafIDs: UnsafeMutablePointer<UInt32>
    ) {
        unsafe writeLeafIDs(rows, rowCount, rowStride, leafIDs)
    }

    /// The same for float64 rows (rounded to the model's input width first).
    public func leafIDs(
        rows: UnsafePointer<Double>, rowCount: Int, rowStride: Int, into leafIDs: UnsafeMutablePointer<UInt32>
    ) {
        unsafe writeLeafIDs(rows, rowCount, rowStride, leafIDs)
    }

    /// Counts the rows that reach each leaf: adds to `forest.leafCount` counts, tree after tree and in each by leaf id. No allocation.
    public func leafVisits(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, into counts: UnsafeMutablePointer<UInt64>
    ) {
        unsafe countLeaves(rows, rowCount, rowStride, counts)
    }

    /// The same for float64 rows (rounded to the model's input width first).
    public func leafVisits(
        rows: UnsafePointer<Double>, rowCount: Int, rowStride: Int, into counts: UnsafeMutablePointer<UInt64>
    ) {
        unsafe countLeaves(rows, rowCount, rowStride, counts)
    }

    @inline(__always)
    private func writeLeafIDs<Row: RowElement>(
        _ rows: UnsafePointer<Row>, _ rowCount: Int, _ rowStride: Int, _ leafIDs: UnsafeMutablePointer<UInt32>
    ) {
        let treeCount = forest.treeCount
        unsafe eachLeafChunk(rows: rows, rowCount: rowCount, rowStride: rowStride) { tree, firstRow, leaves, count in
            for index in 0..<count { unsafe leafIDs[(firstRow &+ index) &* treeCount &+ tree] = leaves[index] }
        }
    }

    @inline(__always)
    private func countLeaves<Row: RowElement>(
        _ rows: UnsafePointer<Row>, _ rowCount: Int, _ rowStride: Int, _ counts: UnsafeMutablePointer<UInt64>
    ) {
        unsafe eachLeafChunk(rows: rows, rowCount: rowCount, rowStride: rowStride) { tree, _, leaves, count in
            let treeCounts = unsafe counts + forest.tree(tree).firstLeaf
            for index in 0..<count { unsafe treeCounts[Int(leaves[index])] &+= 1 }
        }
    }

    // Hands over the leaf ids of some rows in one tree at a time: tree, first row, ids, count of rows.
    @inline(__always)
    private func eachLeafChunk<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, _ body: (Int, Int, UnsafePointer<UInt32>, Int) -> Void
    ) {
        precondition(rowCount >= 0 && rowStride >= forest.featureCount, "rows are at least featureCount elements apart")
        withExtendedLifetime(self) {
            if let narrow {
                unsafe narrow.eachLeafChunk(rows: rows, rowCount: rowCount, rowStride: rowStride, body)
            } else if let wide {
                unsafe wide.eachLeafChunk(rows: rows, rowCount: rowCount, rowStride: rowStride, body)
            }
        }
    }
}
