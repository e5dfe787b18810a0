/// Splits a node's rows into those of its children, keeping their order, in chunks that threads share.
///
/// First every chunk is split into scratch space, then, when the counts are known, every chunk's parts go to their places; there the
/// rows' pairs are gathered too, which the histogram loop then reads in a straight line.
@safe struct RowPartition {
    /// Rows of a chunk: some microseconds of work.
    static let chunkRowCount = 8192

    /// Row numbers of the tree; a node is a range of them.
    let rows: Buffer<UInt32>
    /// Pairs of `rows`, position by position, where they were gathered.
    let ordered: Buffer<FixedPair>
    private let leftScratch: Buffer<UInt32>
    private let rightScratch: Buffer<UInt32>
    /// Left rows of each chunk; then the left rows before it.
    private let leftCounts: Buffer<Int>
    private let goesLeft = Buffer<UInt8>(repeating: 0, count: 256)

    init(rowCapacity: Int) {
        rows = Buffer(repeating: 0, count: rowCapacity)
        ordered = Buffer(repeating: .zero, count: rowCapacity)
        leftScratch = Buffer(repeating: 0, count: rowCapacity)
        rightScratch = Buffer(repeating: 0, count: rowCapacity)
        leftCounts = Buffer(repeating: 0, count: rowCapacity / Self.chunkRowCount + 1)
    }

    /// Which children's pairs are wanted.
    struct Gather {
        var left: Bool
        var right: Bool
    }

    /// Splits the rows at `begin ..< begin + count` by `leftBins` of the column (a row's bin is at 8 times its number); returns how
    /// many went left.
    func split(
        begin: Int, count: Int, column: UnsafeRawPointer, leftBins: BinSet, pairs: UnsafePointer<FixedPair>,
        pool: WorkerPool, gather: (_ leftCount: Int) -> Gather
    ) -> Int {
        precondition(begin >= 0 && count > 0 && begin + count <= rows.count, "rows of the tree")
        for bin in 0..<256 { goesLeft[bin] = leftBins.contains(bin) ? 1 : 0 }
        let chunkCount = (count + Self.chunkRowCount - 1) / Self.chunkRowCount
        pool.run(taskCount: chunkCount) { chunk in
            let first = begin + chunk * Self.chunkRowCount
            let length = min(Self.chunkRowCount, begin + count - first)
            leftCounts[chunk] = unsafe splitChunk(
                rows: rows.base + first, count: length, column: column, goesLeft: goesLeft.base,
                left: leftScratch.base + first, right: rightScratch.base + first)
        }
        var leftTotal = 0
        for chunk in 0..<chunkCount {
            let leftCount = leftCounts[chunk]
            leftCounts[chunk] = leftTotal
            leftTotal += leftCount
        }
        let wanted = gather(leftTotal)
        pool.run(taskCount: chunkCount) { chunk in
            let offset = chunk * Self.chunkRowCount
            let length = min(Self.chunkRowCount, count - offset)
            let leftBefore = leftCounts[chunk]
            let leftCount = (chunk + 1 < chunkCount ? leftCounts[chunk + 1] : leftTotal) - leftBefore
            unsafe place(
                leftScratch.base + begin + offset, count: leftCount, at: begin + leftBefore, pairs: wanted.left ? pairs : nil)
            unsafe place(
                rightScratch.base + begin + offset, count: length - leftCount, at: begin + leftTotal + offset - leftBefore,
                pairs: wanted.right ? pairs : nil)
        }
        return leftTotal
    }

    private func place(_ source: UnsafePointer<UInt32>, count: Int, at position: Int, pairs: UnsafePointer<FixedPair>?) {
        let target = unsafe rows.base + position
        unsafe target.update(from: source, count: count)
        guard let pairs = unsafe pairs else { return }
        let gathered = unsafe ordered.base + position
        for index in 0..<count { unsafe gathered[index] = pairs[Int(source[index])] }
    }
}

/// Writes every row to both sides and moves on the side that it belongs to: no branch to mispredict.
private func splitChunk(
    rows: UnsafePointer<UInt32>, count: Int, column: UnsafeRawPointer, goesLeft: UnsafePointer<UInt8>,
    left: UnsafeMutablePointer<UInt32>, right: UnsafeMutablePointer<UInt32>
) -> Int {
    var leftCount = 0
    for index in 0..<count {
        let row = unsafe rows[index]
        let bin = unsafe column.load(fromByteOffset: Int(row) &* 8, as: UInt8.self)
        unsafe left[leftCount] = row
        unsafe right[index &- leftCount] = row
        leftCount = unsafe leftCount &+ Int(goesLeft[Int(bin)])
    }
    return leftCount
}
