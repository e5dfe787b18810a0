/// Turns the splits of a forest into the nodes of a plan.
@safe struct PlanBuilder<Node: PlanNode> {
    private let forest: FlatForest
    private let layout: PlanLayout
    private let trees: UnsafeMutablePointer<PlanTree>
    private let nodes: UnsafeMutablePointer<Node>
    private let specials: UnsafeMutablePointer<SpecialSplit<Node.Value>>
    private var specialCount = 0

    init(
        forest: FlatForest, layout: PlanLayout, trees: UnsafeMutablePointer<PlanTree>, nodes: UnsafeMutablePointer<Node>,
        specials: UnsafeMutablePointer<SpecialSplit<Node.Value>>
    ) {
        self.forest = forest
        self.layout = layout
        unsafe self.trees = trees
        unsafe self.nodes = nodes
        unsafe self.specials = specials
    }

    mutating func build() {
        for tree in 0..<forest.treeCount { write(tree: tree) }
    }

    // Splits come breadth-first, so every split's place is known before its turn. Children lie side by side.
    private mutating func write(tree index: Int) {
        let tree = forest.tree(index)
        let firstNode = tree.firstSplit + tree.firstLeaf
        let specialsBefore = specialCount
        var places = [Int](repeating: 0, count: tree.splitCount)
        var depths = [Int32](repeating: 0, count: tree.splitCount)
        var depth: Int32 = 0
        var pair = 1
        if tree.splitCount == 0 { writeLeaf(0, at: 0, firstNode: firstNode) }
        for split in 0..<tree.splitCount {
            let record = forest.split(tree.firstSplit + split)
            let test = test(of: record)
            let word = UInt32(record.feature) << 2 | (record.isSpecial ? 2 : 0) | (test.isNegated ? 1 : 0)
            unsafe nodes[firstNode + places[split]] = Node(bits: test.bits, word: word, child: pair, layout: layout)
            depth = max(depth, depths[split] + 1)
            let children = test.isNegated ? [record.right, record.left] : [record.left, record.right]
            for child in children.map(Int.init) {
                if child < tree.splitCount {
                    places[child] = pair
                    depths[child] = depths[split] + 1
                } else {
                    writeLeaf(child - tree.splitCount, at: pair, firstNode: firstNode)
                }
                pair += 1
            }
        }
        unsafe trees[index] = PlanTree(
            firstNode: firstNode, firstLeaf: tree.firstLeaf, depth: depth, output: UInt16(tree.output),
            hasSpecialSplits: specialCount > specialsBefore)
    }

    private func writeLeaf(_ id: Int, at place: Int, firstNode: Int) {
        unsafe nodes[firstNode + place] = Node(bits: Node.leafBits(id: id), word: 0, child: place, layout: layout)
    }

    // The split's test as `x >= threshold goes to the second child`, on x or on -x. NaN is never >=, so it goes to the first child:
    // x itself is used when missing goes left, with the pair (left, right), and -x when it goes right, with the pair (right, left).
    private mutating func test(of record: SplitRecord) -> (bits: UInt64, isNegated: Bool) {
        if record.isSpecial {
            unsafe specials[specialCount] = SpecialSplit(record, of: forest)
            specialCount += 1
            return (UInt64(specialCount - 1), false)
        }
        let threshold = record.threshold(forest.arithmetic.thresholdWidth)
        let orEqual = forest.arithmetic.comparison == .lessOrEqual
        var missingLeft = record.defaultLeft
        if record.missing == .nanIsZero { missingLeft = orEqual ? 0 <= threshold : 0 < threshold }
        let bound: Node.Value =
            switch (missingLeft, orEqual) {
            case (true, false): .least(atOrAbove: threshold)  // right: x >= t
            case (true, true): .least(above: threshold)  // right: x > t
            case (false, false): .least(above: -threshold)  // left: x < t, which is -x > -t
            case (false, true): .least(atOrAbove: -threshold)  // left: x <= t, which is -x >= -t
            }
        return (Node.thresholdBits(bound), !missingLeft)
    }
}
