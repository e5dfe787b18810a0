/// One step of a walk, chosen by the kind of tree; a type rather than a closure, so that it is inlined into each lane.
protocol TreeStep {
    static func next<Node, Row>(
        _ walk: TreeWalk<Node, Row>, _ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>
    ) -> Int
}

/// In a tree of numeric splits.
enum NumericStep: TreeStep {
    @inline(__always)
    static func next<Node, Row>(
        _ walk: TreeWalk<Node, Row>, _ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>
    ) -> Int {
        let node = unsafe nodes[index]
        return unsafe node.child(walk.layout) &+ node.step(node.input(row, walk.layout))
    }
}

/// Where categorical splits are among them: both answers are computed, one is taken.
enum CategoricalStep: TreeStep {
    @inline(__always)
    static func next<Node, Row>(
        _ walk: TreeWalk<Node, Row>, _ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>
    ) -> Int {
        let node = unsafe nodes[index]
        let input = unsafe node.input(row, walk.layout)
        let special = unsafe walk.specials + (node.isSpecial ? Int(truncatingIfNeeded: node.bits) : 0)
        let categoryStep = unsafe special.pointee.categoryStep(input, words: walk.words)
        let numericStep = node.step(input)
        return node.child(walk.layout) &+ (node.isSpecial ? categoryStep : numericStep)
    }
}

/// Where anything may come.
enum AnyStep: TreeStep {
    @inline(never)
    static func next<Node, Row>(
        _ walk: TreeWalk<Node, Row>, _ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>
    ) -> Int {
        let node = unsafe nodes[index]
        let input = unsafe node.input(row, walk.layout)
        guard node.isSpecial else { return node.child(walk.layout) &+ node.step(input) }
        return unsafe node.child(walk.layout)
            &+ walk.specials[Int(truncatingIfNeeded: node.bits)].step(input, words: walk.words)
    }
}
