internal import CForest

/// Trees padded to complete ones of `levelCount` levels: answers by node, values by leaf. The places are those of `cf_row_run.tests`.
@safe struct RowTests {
    let levelCount: Int
    private(set) var treeCount = 0
    private var tests: [UInt16] = []
    private var leaves: RowLeaves

    init(_ forest: FlatForest, levelCount: Int) {
        self.levelCount = levelCount
        leaves = RowLeaves(forest)
    }

    private var leafCount: Int { 1 << levelCount }
    private var isHeap: Bool { levelCount <= Int(CF_ROW_HEAP_LEVELS) }
    private var stride: Int { isHeap ? leafCount : Int(CF_ROW_BLOCKS_FIRST) + leafCount }

    /// nil: one that adds nothing.
    mutating func append(_ tree: RowTree?) {
        let firstTest = tests.count
        let firstValue = leaves.count
        tests.append(contentsOf: repeatElement(UInt16(CF_ROW_ANSWER_LEFT), count: stride))
        leaves.extend(by: leafCount)
        treeCount += 1
        guard let tree else { return }
        // By node of the complete tree: what is there. Below a leaf is the leaf again.
        var nodes = [Int32](repeating: tree.root, count: 2 * leafCount)
        for level in 0..<levelCount {
            for node in 1 << level..<2 << level {
                let split = nodes[node]
                if split >= 0 { tests[firstTest + place(of: node, level: level)] = tree.tests[Int(split)] }
                nodes[2 * node] = split >= 0 ? tree.left[Int(split)] : split
                nodes[2 * node + 1] = split >= 0 ? tree.right[Int(split)] : split
            }
        }
        for leaf in 0..<leafCount { leaves.set(firstValue + leaf, leaf: tree.firstLeaf + Int(~nodes[leafCount + leaf])) }
    }

    private func place(of node: Int, level: Int) -> Int {
        let top = levelCount - Int(CF_ROW_BLOCK_LEVELS)
        if isHeap || level < top { return node }
        let first = Int(CF_ROW_BLOCKS_FIRST)
        return switch level - top {
        case 0: first + 8 * (node - 1 << top) + 1
        case 1: first + 4 * (node - 2 << top) + 3
        default: first + 2 * (node - 4 << top)
        }
    }

    func run(outputs: [UInt16]?, arena: PlanArena) -> cf_row_run {
        unsafe cf_row_run(
            level_count: UInt32(levelCount), lot_count: UInt32(treeCount / Int(CF_ROW_LANES)), tests: arena.copy(tests),
            values: leaves.copy(into: arena), lots: nil, outputs: outputs.map { unsafe arena.copy($0) })
    }
}
