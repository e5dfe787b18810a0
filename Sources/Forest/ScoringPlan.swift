/// What the portable kernel walks: a forest's trees as `PlanNode`s in one block. Derived when a scorer is made, never stored.
///
/// A plan is addresses and counts only: it owns nothing, so that using it counts no references. The scorer keeps the forest and the
/// plan's block alive.
@safe struct ScoringPlan<Node: PlanNode>: @unchecked Sendable {
    let layout: PlanLayout
    let treeCount: Int
    let outputCount: Int
    /// Rows that go through all trees before the next rows do.
    let blockRowCount: Int
    let trees: UnsafePointer<PlanTree>
    let nodes: UnsafePointer<Node>
    let specials: UnsafePointer<SpecialSplit<Node.Value>>
    /// The forest's section of category words.
    let words: UnsafePointer<UInt32>
    let sums: MarginSums

    /// nil when the forest is too large for this kind of node; else `block` is the memory that the plan lies in.
    init?(_ forest: FlatForest, block: inout AlignedBlock?) {
        layout = PlanLayout(
            featureCount: forest.featureCount, roundsInputs: forest.arithmetic.inputWidth == .float32)
        treeCount = forest.treeCount
        var specialCount = 0
        for tree in 0..<treeCount {
            let splitCount = forest.tree(tree).splitCount
            guard splitCount <= Node.leafIDMax, 2 * splitCount <= Node.childMax(layout) else { return nil }
        }
        for split in 0..<forest.header.splitCount where forest.split(split).isSpecial { specialCount += 1 }

        let nodesOffset = ForestFormat.aligned(treeCount * MemoryLayout<PlanTree>.stride)
        let specialsOffset = nodesOffset + ForestFormat.aligned(forest.nodeCount * MemoryLayout<Node>.stride)
        let byteCount = specialsOffset + specialCount * MemoryLayout<SpecialSplit<Node.Value>>.stride
        let memory = AlignedBlock(byteCount: max(byteCount, ForestFormat.alignment))
        guard let base = unsafe memory.bytes.baseAddress else { preconditionFailure("a plan has bytes") }
        let trees = unsafe base.bindMemory(to: PlanTree.self, capacity: treeCount)
        let nodes = unsafe (base + nodesOffset).bindMemory(to: Node.self, capacity: forest.nodeCount)
        let specials = unsafe (base + specialsOffset).bindMemory(to: SpecialSplit<Node.Value>.self, capacity: specialCount)
        var builder = unsafe PlanBuilder<Node>(forest: forest, layout: layout, trees: trees, nodes: nodes, specials: specials)
        builder.build()
        block = memory
        unsafe self.trees = UnsafePointer(trees)
        unsafe self.nodes = UnsafePointer(nodes)
        unsafe self.specials = UnsafePointer(specials)
        unsafe words = forest.start(of: .categoryWords).assumingMemoryBound(to: UInt32.self)
        sums = MarginSums(forest)
        outputCount = forest.outputCount
        // A forest that stays in the cache is read again for every block of rows, which then stay in the cache too; a larger forest
        // is read from memory, so that it should be read seldom.
        blockRowCount = forest.nodeCount * MemoryLayout<Node>.stride <= 1 << 20 ? 256 : 16_384
    }
}
