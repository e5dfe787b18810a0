/// A tree as kernels that walk see it: its splits in the forest's breadth-first order, each with its test and its children.
struct RowTree {
    /// By split: what a node holds of its test.
    private(set) var tests: [UInt16] = []
    /// By split: a split's number, which is larger than its parent's, or a leaf's id, complemented.
    private(set) var left: [Int32] = []
    private(set) var right: [Int32] = []
    private(set) var depth = 0
    let output: Int
    /// Number of its first leaf among those of all trees.
    let firstLeaf: Int

    var splitCount: Int { tests.count }
    /// The root, as children are given.
    var root: Int32 { splitCount == 0 ? ~0 : 0 }

    init(_ forest: FlatForest, tree: Int, testOfSplit: (Int) -> UInt16) {
        let (firstSplit, splitCount, firstLeaf, output) = forest.tree(tree)
        self.output = output
        self.firstLeaf = firstLeaf
        tests.reserveCapacity(splitCount)
        left.reserveCapacity(splitCount)
        right.reserveCapacity(splitCount)
        var depths = [Int32](repeating: 1, count: splitCount)
        for split in 0..<splitCount {
            let record = forest.split(firstSplit + split)
            tests.append(testOfSplit(firstSplit + split))
            left.append(Self.child(record.left, splitCount))
            right.append(Self.child(record.right, splitCount))
            if left[split] >= 0 { depths[Int(left[split])] = depths[split] + 1 }
            if right[split] >= 0 { depths[Int(right[split])] = depths[split] + 1 }
        }
        depth = Int(depths.max() ?? 0)
    }

    private static func child(_ node: UInt32, _ splitCount: Int) -> Int32 {
        Int(node) < splitCount ? Int32(node) : ~Int32(Int(node) - splitCount)
    }
}
