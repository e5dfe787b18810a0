/// Which leaves are below each split of a tree, by the leaves' places from left to right.
struct ReachWays {
    private(set) var placeOfLeaf: [Int32]
    private var firstPlace: [Int32]
    private var leafCount: [Int32]

    init(_ tree: SliceTree) {
        placeOfLeaf = [Int32](repeating: 0, count: tree.leafCount)
        firstPlace = [Int32](repeating: 0, count: tree.splitCount)
        leafCount = [Int32](repeating: 1, count: tree.splitCount)
        for split in (0..<tree.splitCount).reversed() { leafCount[split] = count(tree.left[split]) + count(tree.right[split]) }
        for split in 0..<tree.splitCount {
            place(tree.left[split], at: firstPlace[split])
            place(tree.right[split], at: firstPlace[split] + count(tree.left[split]))
        }
    }

    private func count(_ node: Int32) -> Int32 { node < 0 ? 1 : leafCount[Int(node)] }

    private mutating func place(_ node: Int32, at first: Int32) {
        if node < 0 {
            placeOfLeaf[Int(~node)] = first
        } else {
            firstPlace[Int(node)] = first
        }
    }

    /// How many of the leaves at places `run` are at or below a node.
    func leafCount(_ node: Int32, in run: Range<Int>) -> Int {
        let first = Int(node < 0 ? placeOfLeaf[Int(~node)] : firstPlace[Int(node)])
        return max(0, min(run.upperBound, first + Int(count(node))) - max(run.lowerBound, first))
    }
}
