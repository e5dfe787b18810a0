/// Adds the rows of a node to its histogram, for one block of features: the loop in which training spends most of its time.
///
/// `cells` is the block in the table, `rows` the node's row numbers and `pairs` their sums in the same order. Sums are exact, so any
/// order gives the same bits.
func addRows(
    block: HistogramLayout.Block, histogram: UnsafeMutablePointer<FixedPair>, cells: UnsafeRawPointer,
    rows: UnsafePointer<UInt32>, pairs: UnsafePointer<FixedPair>, count: Int
) {
    let bins = UnsafeMutableRawPointer(histogram)
    switch (block.width, block.stride) {
    case (8, 256): unsafe addRows(width: 8, stride: 256, bins, cells, rows, pairs, count)
    case (8, let stride): unsafe addRows(width: 8, stride: stride, bins, cells, rows, pairs, count)
    case (_, 256): unsafe addRows(width: 4, stride: 256, bins, cells, rows, pairs, count)
    case (_, let stride): unsafe addRows(width: 4, stride: stride, bins, cells, rows, pairs, count)
    }
}

@inline(__always)
private func addRows(
    width: Int, stride: Int, _ bins: UnsafeMutableRawPointer, _ cells: UnsafeRawPointer, _ rows: UnsafePointer<UInt32>,
    _ pairs: UnsafePointer<FixedPair>, _ count: Int
) {
    let run = stride &* 16
    for index in 0..<count {
        // A row's 8 bins in one load; each bin number, times the 16 bytes of a pair, is its byte offset.
        let word = unsafe cells.load(fromByteOffset: Int(rows[index]) &* 8, as: UInt64.self)
        let pair = unsafe pairs[index]
        unsafe add(pair, bins, Int(truncatingIfNeeded: (word &<< 4) & 0xFF0))
        unsafe add(pair, bins, run &+ Int(truncatingIfNeeded: (word &>> 4) & 0xFF0))
        unsafe add(pair, bins, 2 &* run &+ Int(truncatingIfNeeded: (word &>> 12) & 0xFF0))
        unsafe add(pair, bins, 3 &* run &+ Int(truncatingIfNeeded: (word &>> 20) & 0xFF0))
        if width == 8 {
            unsafe add(pair, bins, 4 &* run &+ Int(truncatingIfNeeded: (word &>> 28) & 0xFF0))
            unsafe add(pair, bins, 5 &* run &+ Int(truncatingIfNeeded: (word &>> 36) & 0xFF0))
            unsafe add(pair, bins, 6 &* run &+ Int(truncatingIfNeeded: (word &>> 44) & 0xFF0))
            unsafe add(pair, bins, 7 &* run &+ Int(truncatingIfNeeded: (word &>> 52) & 0xFF0))
        }
    }
}

@inline(__always)
private func add(_ pair: FixedPair, _ bins: UnsafeMutableRawPointer, _ byteOffset: Int) {
    let sum = unsafe bins.load(fromByteOffset: byteOffset, as: FixedPair.self) &+ pair
    unsafe bins.storeBytes(of: sum, toByteOffset: byteOffset, as: FixedPair.self)
}

/// Takes one child's bins from its parent's, which leaves the other child's.
func subtract(_ child: UnsafePointer<FixedPair>, from parent: UnsafeMutablePointer<FixedPair>, count: Int) {
    for bin in 0..<count { unsafe parent[bin] = parent[bin] &- child[bin] }
}
