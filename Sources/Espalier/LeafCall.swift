internal import CEspalier
internal import Forest

/// One call for leaf ids, its arguments checked.
@safe struct LeafCall {
    private let source: RowSource
    private let leafIDs: UnsafeMutablePointer<UInt32>
    private let rowCount: Int

    init(source: RowSource, rowCount: Int, leafIDs: UnsafeMutablePointer<UInt32>?) throws(CallError) {
        self.source = source
        self.rowCount = rowCount
        let start = try unsafe CallArguments.checked(
            UnsafeMutableRawPointer(leafIDs), "leaf_ids", byteAlignment: 4, isUsed: rowCount > 0)
        unsafe self.leafIDs = unsafe start.assumingMemoryBound(to: UInt32.self)
    }

    @inline(__always)
    func run(_ model: OpenModel) throws(CallError) {
        try unsafe RowChunks.run(
            model, rowCount: rowCount, scratchByteCountPerRow: source.scratchByteCountPerRow
        ) { range, scratch in
            let rows = unsafe source.start(of: range, scratch: scratch)
            let target = unsafe leafIDs + range.lowerBound &* model.treeCount
            if source.isWide {
                unsafe model.scorer.leafIDs(
                    rows: rows.assumingMemoryBound(to: Double.self), rowCount: range.count, rowStride: source.stride,
                    into: target)
            } else {
                unsafe model.scorer.leafIDs(
                    rows: rows.assumingMemoryBound(to: Float.self), rowCount: range.count, rowStride: source.stride,
                    into: target)
            }
        }
    }
}
