internal import CForest

/// Trees of one form, one after the other, as node-parallel kernels read them (`cf_node_run`).
@safe struct NodeRun {
    let form: NodeForm
    private(set) var treeCount = 0
    // Tables of the kernel, byte by byte; words are little endian.
    private var tests: [UInt8] = []
    private var subtrees: [UInt8] = []
    private var matches: [UInt32] = []
    private var outputs: [UInt16] = []
    private var leaves: RowLeaves

    private static let testByteCount = MemoryLayout<cf_node_tests>.stride
    private static let thresholdsFirst = testByteCount / 2
    private static let subtreeByteCount = MemoryLayout<cf_node_subtree>.stride
    private static let matchWordCount = MemoryLayout<cf_node_match>.stride / 4
    private static let never = UInt8(CF_NODE_THRESHOLD_NEVER)

    init(_ forest: FlatForest, form: NodeForm) {
        self.form = form
        leaves = RowLeaves(forest)
    }

    /// Appends a tree that the form fits; of nil one that adds nothing.
    mutating func append(_ tree: RowTree?) {
        outputs.append(UInt16(tree?.output ?? 0))
        leaves.extend(by: form.valueCount)
        if form != .match || treeCount % 2 == 0 {
            tests.append(contentsOf: repeatElement(0, count: Self.thresholdsFirst))
            tests.append(contentsOf: repeatElement(Self.never, count: Self.testByteCount - Self.thresholdsFirst))
        }
        treeCount += 1
        switch form {
        case .heap: appendComplete(tree, levelCount: 6)
        case .deep:
            for _ in 0..<64 { subtrees += [0, 0, 0, 0, Self.never, Self.never, Self.never, Self.never] }
            appendComplete(tree, levelCount: 8)
        case .match: appendMatch(tree)
        }
    }

    private mutating func setTest(lane: Int, _ test: UInt16) {
        let place = tests.count - Self.testByteCount + lane
        tests[place] = UInt8(test >> 8)
        tests[place + Self.thresholdsFirst] = UInt8(test & 255)
    }

    private mutating func appendComplete(_ tree: RowTree?, levelCount: Int) {
        guard let tree else { return }
        let leafCount = 1 << levelCount
        let firstValue = leaves.count - leafCount
        // By node of the complete tree: what is there. Below a leaf is the leaf again.
        var nodes = [Int32](repeating: tree.root, count: 2 * leafCount)
        for node in 1..<leafCount {
            let split = nodes[node]
            if split >= 0 { setTest(node: node, tree.tests[Int(split)]) }
            nodes[2 * node] = split >= 0 ? tree.left[Int(split)] : split
            nodes[2 * node + 1] = split >= 0 ? tree.right[Int(split)] : split
        }
        for leaf in 0..<leafCount { leaves.set(firstValue + leaf, leaf: tree.firstLeaf + Int(~nodes[leafCount + leaf])) }
    }

    // Of a complete tree, whose root is node 1.
    private mutating func setTest(node: Int, _ test: UInt16) {
        if node < 64 { return setTest(lane: 63 - node, test) }
        let subtree = (node < 128 ? node : node / 2) - 64
        let place = subtrees.count + (subtree - 64) * Self.subtreeByteCount + (node < 128 ? 0 : 1 + node % 2)
        subtrees[place] = UInt8(test >> 8)
        subtrees[place + Self.subtreeByteCount / 2] = UInt8(test & 255)
    }

    private mutating func appendMatch(_ tree: RowTree?) {
        let first = matches.count
        let leafCountMax = Self.matchWordCount / 2
        matches.append(contentsOf: repeatElement(0, count: leafCountMax))
        matches.append(contentsOf: repeatElement(1, count: leafCountMax))
        guard let tree, tree.splitCount > 0 else {
            // The one leaf cares for nothing.
            matches[first + leafCountMax] = 0
            if let tree { leaves.set(leaves.count - leafCountMax, leaf: tree.firstLeaf) }
            return
        }
        // The splits above each split, and those of them that it is on the right of.
        var above = [UInt32](repeating: 0, count: tree.splitCount)
        var rights = above
        let firstLane = leafCountMax * ((treeCount - 1) % 2)
        for split in 0..<tree.splitCount {
            setTest(lane: firstLane + split, tree.tests[split])
            let care = above[split] | 1 << UInt32(split)
            for (child, wanted) in [(tree.left[split], rights[split]), (tree.right[split], rights[split] | 1 << UInt32(split))] {
                if child >= 0 {
                    above[Int(child)] = care
                    rights[Int(child)] = wanted
                } else {
                    matches[first + Int(~child)] = care
                    matches[first + leafCountMax + Int(~child)] = wanted
                    leaves.set(leaves.count - leafCountMax + Int(~child), leaf: tree.firstLeaf + Int(~child))
                }
            }
        }
    }

    /// `hasOutputs`: whether the forest has several.
    func run(hasOutputs: Bool, arena: PlanArena) -> cf_node_run {
        unsafe cf_node_run(
            form: form.rawValue, tree_count: UInt32(treeCount),
            tests: UnsafeRawPointer(arena.copy(tests)).assumingMemoryBound(to: cf_node_tests.self),
            subtrees: UnsafeRawPointer(arena.copy(subtrees)).assumingMemoryBound(to: cf_node_subtree.self),
            matches: UnsafeRawPointer(arena.copy(matches)).assumingMemoryBound(to: cf_node_match.self),
            values: leaves.copy(into: arena), outputs: hasOutputs ? arena.copy(outputs) : nil)
    }
}
