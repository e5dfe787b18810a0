/// The inner loops of the portable kernel: sixteen walks in lockstep, which hides the latency of each.
///
/// Every walk takes as many steps as the deepest leaf needs; one that has arrived stays at its leaf. The state of the walks is in
/// separate local variables, which Swift compiles as well as C does (an array or InlineArray is slower). Everything here trusts the
/// plan: numbers of nodes, features and category words were validated with the forest.
@safe struct TreeWalk<Node: PlanNode, Row: RowElement> {
    let layout: PlanLayout
    let trees: UnsafePointer<PlanTree>
    let nodes: UnsafePointer<Node>
    let specials: UnsafePointer<SpecialSplit>
    let words: UnsafePointer<UInt32>

    static var laneCount: Int { 16 }

    init(_ plan: ScoringPlan<Node>) {
        layout = plan.layout
        unsafe trees = plan.trees
        unsafe nodes = plan.nodes
        unsafe specials = plan.specials
        unsafe words = plan.words
    }

    /// Leaf ids of `rowCount` rows (1 or more) in one tree.
    @inline(never)
    func walk(tree: PlanTree, rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into leaves: UnsafeMutablePointer<UInt32>)
    {
        let nodes = unsafe nodes + tree.firstNode
        var row = 0
        while row < rowCount {
            // Lanes without a row of their own walk the last row once more.
            let last = min(rowCount &- row, Self.laneCount) &- 1
            let start = unsafe rows + row &* rowStride
            let found =
                if tree.hasSpecialSplits {
                    unsafe lockstep(
                        nodes, start, last, rowStride, tree.depth, { unsafe anyNext($0, $1, $2) })
                } else {
                    unsafe lockstep(
                        nodes, start, last, rowStride, tree.depth, { unsafe $0[$1].next($2, layout) })
                }
            if last == Self.laneCount &- 1 {
                unsafe UnsafeMutableRawPointer(leaves + row).storeBytes(of: found, as: SIMD16<UInt32>.self)
            } else {
                for lane in 0...last { unsafe leaves[row &+ lane] = found[lane] }
            }
            row &+= Self.laneCount
        }
    }

    /// Leaf ids of one row in the trees `first ..< first + count` (1 or more).
    @inline(never)
    func walk(row: UnsafePointer<Row>, first: Int, count: Int, into leaves: UnsafeMutablePointer<UInt32>) {
        var done = 0
        while done < count {
            let last = min(count &- done, Self.laneCount) &- 1
            let group = unsafe trees + (first &+ done)
            var depth: Int32 = 0
            var special = false
            for lane in 0...last {
                unsafe depth = max(depth, group[lane].depth)
                unsafe special = special || group[lane].hasSpecialSplits
            }
            let found =
                if special {
                    unsafe lockstep(group, last, row, depth, { unsafe anyNext($0, $1, $2) })
                } else {
                    unsafe lockstep(group, last, row, depth, { unsafe $0[$1].next($2, layout) })
                }
            for lane in 0...last { unsafe leaves[done &+ lane] = found[lane] }
            done &+= Self.laneCount
        }
    }

    // The next node by the plain comparison or by a special split.
    @inline(__always)
    private func anyNext(_ nodes: UnsafePointer<Node>, _ index: Int, _ row: UnsafePointer<Row>) -> Int {
        let node = unsafe nodes[index]
        let word = node.word(layout)
        guard word & 2 != 0 else { return unsafe node.next(row, layout) }
        let element = unsafe row[Int(truncatingIfNeeded: word &>> 2)]
        let input = layout.roundsInputs ? Double(element.float32) : element.float64
        let goesRight = unsafe specials[Int(truncatingIfNeeded: node.bits)].goesRight(input, words: words)
        return node.child(layout) &+ (goesRight ? 1 : 0)
    }

    @inline(__always)
    private func leafID(_ nodes: UnsafePointer<Node>, _ index: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: unsafe nodes[index].bits & UInt64(Node.leafIDMax))
    }
}

extension TreeWalk {
    // Sixteen rows through one tree. `last` is the last lane with a row of its own.
    @inline(__always)
    private func lockstep(
        _ nodes: UnsafePointer<Node>, _ rows: UnsafePointer<Row>, _ last: Int, _ stride: Int, _ depth: Int32,
        _ next: (UnsafePointer<Node>, Int, UnsafePointer<Row>) -> Int
    ) -> SIMD16<UInt32> {
        let r0 = unsafe rows
        let r1 = unsafe rows + min(1, last) &* stride
        let r2 = unsafe rows + min(2, last) &* stride
        let r3 = unsafe rows + min(3, last) &* stride
        let r4 = unsafe rows + min(4, last) &* stride
        let r5 = unsafe rows + min(5, last) &* stride
        let r6 = unsafe rows + min(6, last) &* stride
        let r7 = unsafe rows + min(7, last) &* stride
        let r8 = unsafe rows + min(8, last) &* stride
        let r9 = unsafe rows + min(9, last) &* stride
        let r10 = unsafe rows + min(10, last) &* stride
        let r11 = unsafe rows + min(11, last) &* stride
        let r12 = unsafe rows + min(12, last) &* stride
        let r13 = unsafe rows + min(13, last) &* stride
        let r14 = unsafe rows + min(14, last) &* stride
        let r15 = unsafe rows + min(15, last) &* stride
        var i0 = 0
        var i1 = 0
        var i2 = 0
        var i3 = 0
        var i4 = 0
        var i5 = 0
        var i6 = 0
        var i7 = 0
        var i8 = 0
        var i9 = 0
        var i10 = 0
        var i11 = 0
        var i12 = 0
        var i13 = 0
        var i14 = 0
        var i15 = 0
        var left = depth
        while left > 0 {
            left &-= 1
            unsafe i0 = next(nodes, i0, r0)
            unsafe i1 = next(nodes, i1, r1)
            unsafe i2 = next(nodes, i2, r2)
            unsafe i3 = next(nodes, i3, r3)
            unsafe i4 = next(nodes, i4, r4)
            unsafe i5 = next(nodes, i5, r5)
            unsafe i6 = next(nodes, i6, r6)
            unsafe i7 = next(nodes, i7, r7)
            unsafe i8 = next(nodes, i8, r8)
            unsafe i9 = next(nodes, i9, r9)
            unsafe i10 = next(nodes, i10, r10)
            unsafe i11 = next(nodes, i11, r11)
            unsafe i12 = next(nodes, i12, r12)
            unsafe i13 = next(nodes, i13, r13)
            unsafe i14 = next(nodes, i14, r14)
            unsafe i15 = next(nodes, i15, r15)
        }
        return unsafe SIMD16(
            leafID(nodes, i0), leafID(nodes, i1), leafID(nodes, i2), leafID(nodes, i3),
            leafID(nodes, i4), leafID(nodes, i5), leafID(nodes, i6), leafID(nodes, i7),
            leafID(nodes, i8), leafID(nodes, i9), leafID(nodes, i10), leafID(nodes, i11),
            leafID(nodes, i12), leafID(nodes, i13), leafID(nodes, i14), leafID(nodes, i15))
    }

    // One row through sixteen trees. `last` is the last lane with a tree of its own.
    @inline(__always)
    private func lockstep(
        _ group: UnsafePointer<PlanTree>, _ last: Int, _ row: UnsafePointer<Row>, _ depth: Int32,
        _ next: (UnsafePointer<Node>, Int, UnsafePointer<Row>) -> Int
    ) -> SIMD16<UInt32> {
        let n0 = unsafe nodes + group[0].firstNode
        let n1 = unsafe nodes + group[min(1, last)].firstNode
        let n2 = unsafe nodes + group[min(2, last)].firstNode
        let n3 = unsafe nodes + group[min(3, last)].firstNode
        let n4 = unsafe nodes + group[min(4, last)].firstNode
        let n5 = unsafe nodes + group[min(5, last)].firstNode
        let n6 = unsafe nodes + group[min(6, last)].firstNode
        let n7 = unsafe nodes + group[min(7, last)].firstNode
        let n8 = unsafe nodes + group[min(8, last)].firstNode
        let n9 = unsafe nodes + group[min(9, last)].firstNode
        let n10 = unsafe nodes + group[min(10, last)].firstNode
        let n11 = unsafe nodes + group[min(11, last)].firstNode
        let n12 = unsafe nodes + group[min(12, last)].firstNode
        let n13 = unsafe nodes + group[min(13, last)].firstNode
        let n14 = unsafe nodes + group[min(14, last)].firstNode
        let n15 = unsafe nodes + group[min(15, last)].firstNode
        var i0 = 0
        var i1 = 0
        var i2 = 0
        var i3 = 0
        var i4 = 0
        var i5 = 0
        var i6 = 0
        var i7 = 0
        var i8 = 0
        var i9 = 0
        var i10 = 0
        var i11 = 0
        var i12 = 0
        var i13 = 0
        var i14 = 0
        var i15 = 0
        var left = depth
        while left > 0 {
            left &-= 1
            unsafe i0 = next(n0, i0, row)
            unsafe i1 = next(n1, i1, row)
            unsafe i2 = next(n2, i2, row)
            unsafe i3 = next(n3, i3, row)
            unsafe i4 = next(n4, i4, row)
            unsafe i5 = next(n5, i5, row)
            unsafe i6 = next(n6, i6, row)
            unsafe i7 = next(n7, i7, row)
            unsafe i8 = next(n8, i8, row)
            unsafe i9 = next(n9, i9, row)
            unsafe i10 = next(n10, i10, row)
            unsafe i11 = next(n11, i11, row)
            unsafe i12 = next(n12, i12, row)
            unsafe i13 = next(n13, i13, row)
            unsafe i14 = next(n14, i14, row)
            unsafe i15 = next(n15, i15, row)
        }
        return unsafe SIMD16(
            leafID(n0, i0), leafID(n1, i1), leafID(n2, i2), leafID(n3, i3),
            leafID(n4, i4), leafID(n5, i5), leafID(n6, i6), leafID(n7, i7),
            leafID(n8, i8), leafID(n9, i9), leafID(n10, i10), leafID(n11, i11),
            leafID(n12, i12), leafID(n13, i13), leafID(n14, i14), leafID(n15, i15))
    }
}
