/// The heavy chains of a tree: a split, its heavy child, that one's and so on down to a leaf. Every split and leaf has a place; a chain's
/// are in descending order of nodes, one after the other, the root's chain first.
///
/// The heavy child is the one from which a path may leave chains more often, so that no path of a tree of n leaves leaves more than log2(n).
struct MaskChains {
    /// By place: the split (as RowTree numbers them), or a leaf's id, complemented.
    private(set) var nodes: [Int32] = []
    /// By place: where the chain of the light child begins; of a leaf its own place.
    private(set) var next: [Int] = []
    /// By split: whether its right child is the heavy one.
    private(set) var heavyIsRight: [Bool]
    /// The largest number of times that a path leaves a chain.
    let turnCount: Int

    init(_ tree: RowTree) {
        var turns = [Int](repeating: 0, count: tree.splitCount)
        heavyIsRight = [Bool](repeating: false, count: tree.splitCount)
        for split in turns.indices.reversed() {
            let left = tree.left[split] < 0 ? 0 : turns[Int(tree.left[split])]
            let right = tree.right[split] < 0 ? 0 : turns[Int(tree.right[split])]
            turns[split] = left == right ? left + 1 : max(left, right)
            heavyIsRight[split] = right > left
        }
        turnCount = turns.first ?? 0
        // Beginnings of chains that have no places yet, each with the place of the split that they hang from.
        var open: [(node: Int32, parent: Int?)] = [(tree.root, nil)]
        while let (first, parent) = open.popLast() {
            if let parent { next[parent] = nodes.count }
            var node = first
            while node >= 0 {
                let (left, right) = (tree.left[Int(node)], tree.right[Int(node)])
                open.append((heavyIsRight[Int(node)] ? left : right, nodes.count))
                append(node)
                node = heavyIsRight[Int(node)] ? right : left
            }
            append(node)
        }
    }

    private mutating func append(_ node: Int32) {
        next.append(nodes.count)
        nodes.append(node)
    }
}
