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

/// In a tree that has special splits too. With a branch: computing both answers at every node and taking one is slower by half.
enum AnyStep: TreeStep {
    @inline(__always)
    static func next<Node, Row>(
        _ walk: TreeWalk<Node, Row>, _ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>
    ) -> Int {
        let node = unsafe nodes[index]
        let input = unsafe node.input(row, walk.layout)
        guard node.isSpecial else { return node.child(walk.layout) &+ node.step(input) }
        let special = unsafe walk.specials + Int(truncatingIfNeeded: node.bits)
        return unsafe node.child(walk.layout) &+ special.pointee.step(input, words: walk.words)
    }
}
