/// The inner loops of the portable kernel: up to 64 walks in lockstep, which hides the latency of each.
///
/// Every walk takes as many steps as the deepest leaf needs; one that has arrived stays at its leaf. The state of the walks, a node
/// number each, lives in the caller's buffer, where the leaf ids are wanted in the end: kept in sixteen local variables, the compiler
/// shuffles the lanes into one another and spills every intermediate value (a third slower). Everything here trusts the plan: numbers of
/// nodes, features and category words were validated with the forest.
@safe struct TreeWalk<Node: PlanNode, Row: RowElement> {
    let layout: PlanLayout
    let trees: UnsafePointer<PlanTree>
    let nodes: UnsafePointer<Node>
    let specials: UnsafePointer<SpecialSplit<Node.Value>>
    let words: UnsafePointer<UInt32>

    static var laneCountMax: Int { 64 }

    init(_ plan: ScoringPlan<Node>) {
        layout = plan.layout
        unsafe trees = plan.trees
        unsafe nodes = plan.nodes
        unsafe specials = plan.specials
        unsafe words = plan.words
    }

    /// Leaf ids of `rowCount` rows in one tree.
    @inline(never)
    func walk(tree: PlanTree, rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into leaves: UnsafeMutablePointer<UInt32>)
    {
        let nodes = unsafe nodes + tree.firstNode
        var row = 0
        while row < rowCount {
            let laneCount = min(rowCount &- row, Self.laneCountMax)
            let start = unsafe rows + row &* rowStride
            let state = unsafe leaves + row
            if tree.hasSpecialSplits {
                unsafe lockstep(nodes, start, rowStride, laneCount, tree.depth, state, AnyStep.self)
            } else {
                unsafe lockstep(nodes, start, rowStride, laneCount, tree.depth, state, NumericStep.self)
            }
            row &+= Self.laneCountMax
        }
    }

    /// Leaf ids of one row in the trees `first ..< first + count`.
    @inline(never)
    func walk(row: UnsafePointer<Row>, first: Int, count: Int, into leaves: UnsafeMutablePointer<UInt32>) {
        var done = 0
        while done < count {
            let laneCount = min(count &- done, Self.laneCountMax)
            let group = unsafe trees + (first &+ done)
            var depth: Int32 = 0
            var hasSpecialSplits = false
            for lane in 0..<laneCount {
                unsafe depth = max(depth, group[lane].depth)
                if unsafe group[lane].hasSpecialSplits { hasSpecialSplits = true }
            }
            let state = unsafe leaves + done
            if hasSpecialSplits {
                unsafe lockstep(group, laneCount, row, depth, state, AnyStep.self)
            } else {
                unsafe lockstep(group, laneCount, row, depth, state, NumericStep.self)
            }
            done &+= Self.laneCountMax
        }
    }

    // Rows through one tree.
    @inline(__always)
    private func lockstep<Step: TreeStep>(
        _ nodes: UnsafePointer<Node>, _ rows: UnsafePointer<Row>, _ stride: Int, _ laneCount: Int, _ depth: Int32,
        _ state: UnsafeMutablePointer<UInt32>, _ step: Step.Type
    ) {
        for lane in 0..<laneCount { unsafe state[lane] = 0 }
        var left = depth
        while left > 0 {
            left &-= 1
            var row = unsafe rows
            var lane = 0
            // Four at a time: the loop's own instructions are a fifth of the work otherwise.
            while lane &+ 4 <= laneCount {
                unsafe advance(nodes, state + lane, row, step)
                unsafe advance(nodes, state + (lane &+ 1), row + stride, step)
                unsafe advance(nodes, state + (lane &+ 2), row + 2 &* stride, step)
                unsafe advance(nodes, state + (lane &+ 3), row + 3 &* stride, step)
                unsafe row += 4 &* stride
                lane &+= 4
            }
            while lane < laneCount {
                unsafe advance(nodes, state + lane, row, step)
                unsafe row += stride
                lane &+= 1
            }
        }
        for lane in 0..<laneCount { unsafe state[lane] = leafID(nodes, state[lane]) }
    }

    // One row through several trees.
    @inline(__always)
    private func lockstep<Step: TreeStep>(
        _ group: UnsafePointer<PlanTree>, _ laneCount: Int, _ row: UnsafePointer<Row>, _ depth: Int32,
        _ state: UnsafeMutablePointer<UInt32>, _ step: Step.Type
    ) {
        for lane in 0..<laneCount { unsafe state[lane] = 0 }
        var left = depth
        while left > 0 {
            left &-= 1
            for lane in 0..<laneCount {
                unsafe advance(nodes + group[lane].firstNode, state + lane, row, step)
            }
        }
        for lane in 0..<laneCount { unsafe state[lane] = leafID(nodes + group[lane].firstNode, state[lane]) }
    }

    @inline(__always)
    private func advance<Step: TreeStep>(
        _ nodes: UnsafePointer<Node>, _ state: UnsafeMutablePointer<UInt32>, _ row: UnsafePointer<Row>, _ step: Step.Type
    ) {
        let index = unsafe Int(truncatingIfNeeded: state.pointee)
        unsafe state.pointee = UInt32(truncatingIfNeeded: Step.next(self, nodes, index, row))
    }

    @inline(__always)
    private func leafID(_ nodes: UnsafePointer<Node>, _ index: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: unsafe nodes[Int(truncatingIfNeeded: index)].bits & UInt64(Node.leafIDMax))
    }
}
