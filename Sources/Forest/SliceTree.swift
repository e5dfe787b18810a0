/// A tree as bit-sliced kernels see it: its splits in the forest's breadth-first order, each with its line and its children.
struct SliceTree {
    /// By split: the line of its test, whose bits say who goes right.
    private(set) var lines: [UInt16] = []
    /// By split: a split's number, which is larger than its parent's, or a leaf's id, complemented.
    private(set) var left: [Int32] = []
    private(set) var right: [Int32] = []
    private(set) var depth = 0

    var splitCount: Int { lines.count }
    var leafCount: Int { lines.count + 1 }

    init(_ forest: FlatForest, tree: Int, lineOfSplit: (Int) -> Int32) {
        let (firstSplit, splitCount, _, _) = forest.tree(tree)
        lines.reserveCapacity(splitCount)
        left.reserveCapacity(splitCount)
        right.reserveCapacity(splitCount)
        var depths = [Int32](repeating: 1, count: splitCount)
        for split in 0..<splitCount {
            let record = forest.split(firstSplit + split)
            lines.append(UInt16(truncatingIfNeeded: lineOfSplit(firstSplit + split)))
            left.append(Self.child(record.left, splitCount))
            right.append(Self.child(record.right, splitCount))
            for child in [Int(record.left), Int(record.right)] where child < splitCount { depths[child] = depths[split] + 1 }
        }
        depth = Int(depths.max() ?? 0)
    }

    /// Whether padding it to a complete tree costs less than taking it in steps: a multiplexer is half a step, a split takes 1.3 steps.
    var isNearlyComplete: Bool {
        depth <= MuxPiece.depthMax && (depth <= 4 || 1 << depth <= 5 * leafCount / 2)
    }

    private static func child(_ node: UInt32, _ splitCount: Int) -> Int32 {
        Int(node) < splitCount ? Int32(node) : ~Int32(Int(node) - splitCount)
    }
}
