/// What the portable kernel walks: a forest's trees as `PlanNode`s in one block. Derived when a scorer is made, never stored.
@safe final class ScoringPlan<Node: PlanNode>: @unchecked Sendable {
    let layout: PlanLayout
    let treeCount: Int
    let trees: UnsafePointer<PlanTree>
    let nodes: UnsafePointer<Node>
    let specials: UnsafePointer<SpecialSplit<Node.Value>>
    /// The forest's section of category words.
    let words: UnsafePointer<UInt32>
    private let block: AlignedBlock
    let forest: FlatForest
    /// Rows that go through all trees before the next rows do.
    let blockRowCount: Int

    /// nil when the forest is too large for this kind of node.
    init?(_ forest: FlatForest) {
        layout = PlanLayout(
            featureCount: forest.featureCount, roundsInputs: forest.arithmetic.inputWidth == .float32)
        treeCount = forest.treeCount
        var specialCount = 1
        for tree in 0..<treeCount {
            let splitCount = forest.tree(tree).splitCount
            guard splitCount <= Node.leafIDMax, 2 * splitCount <= Node.childMax(layout) else { return nil }
        }
        for split in 0..<forest.header.splitCount where forest.split(split).isSpecial { specialCount += 1 }

        let nodesOffset = ForestFormat.aligned(treeCount * MemoryLayout<PlanTree>.stride)
        let specialsOffset = nodesOffset + ForestFormat.aligned(forest.nodeCount * MemoryLayout<Node>.stride)
        block = AlignedBlock(byteCount: specialsOffset + specialCount * MemoryLayout<SpecialSplit<Node.Value>>.stride)
        guard let base = unsafe block.bytes.baseAddress else { preconditionFailure("a plan has bytes") }
        let trees = unsafe base.bindMemory(to: PlanTree.self, capacity: treeCount)
        let nodes = unsafe (base + nodesOffset).bindMemory(to: Node.self, capacity: forest.nodeCount)
        let specials = unsafe (base + specialsOffset).bindMemory(to: SpecialSplit<Node.Value>.self, capacity: specialCount)
        var builder = unsafe PlanBuilder<Node>(forest: forest, layout: layout, trees: trees, nodes: nodes, specials: specials)
        builder.build()
        unsafe self.trees = UnsafePointer(trees)
        unsafe self.nodes = UnsafePointer(nodes)
        unsafe self.specials = UnsafePointer(specials)
        unsafe words = forest.start(of: .categoryWords).assumingMemoryBound(to: UInt32.self)
        self.forest = forest
        // A forest that stays in the cache is read again for every block of rows, which then stay in the cache too; a larger forest
        // is read from memory, so that it should be read seldom.
        blockRowCount = forest.nodeCount * MemoryLayout<Node>.stride <= 1 << 20 ? 256 : 16_384
    }

    /// Memory that the plan takes.
    var byteCount: Int { unsafe block.bytes.count }
}
