internal import CForest

/// The nodes of trees of any shape. Siblings lie side by side, and what a row often meets one after the other lies in one cache line:
/// a line is filled with the pairs below one split, those with the most leaves first.
@safe struct RowNodes {
    private static let lineNodeCount = 16

    /// The test of a leaf: one that always goes left, where the leaf is again.
    private let leafTest: UInt16
    private var nodes: [cf_row_node] = []
    private var leaves: RowLeaves

    init(_ forest: FlatForest, leafTest: UInt16) {
        self.leafTest = leafTest
        leaves = RowLeaves(forest)
    }

    /// Appends a tree; of nil one that adds nothing. The place of its root, or nil when a child is too far from its parent.
    mutating func append(_ tree: RowTree?) -> UInt32? {
        // Pairs begin at even places.
        extend(by: 2 - nodes.count % 2)
        let root = nodes.count - 1
        if let tree, !append(tree, root: root) { return nil }
        return UInt32(exactly: root)
    }

    private mutating func extend(by count: Int) {
        nodes.append(contentsOf: repeatElement(cf_row_node(answer: leafTest, step: 0), count: count))
        leaves.extend(by: count)
    }

    private mutating func append(_ tree: RowTree, root: Int) -> Bool {
        guard tree.splitCount > 0 else {
            leaves.set(root, leaf: tree.firstLeaf)
            return true
        }
        let leafCounts = Self.leafCounts(tree)
        var places = [Int](repeating: 0, count: tree.splitCount)
        places[0] = root
        // Splits whose children have no place yet; a line begins with those of the last.
        var open: [Int32] = [0]
        var line: [Int32] = []
        while let first = open.popLast() {
            line.removeAll(keepingCapacity: true)
            line.append(first)
            var room = roomInLine(for: Int(leafCounts[Int(first)]))
            while room > 0, !line.isEmpty {
                var largest = 0
                for index in 1..<line.count where leafCounts[Int(line[index])] > leafCounts[Int(line[largest])] {
                    largest = index
                }
                let split = Int(line[largest])
                line.swapAt(largest, line.count - 1)
                line.removeLast()
                let place = nodes.count
                guard place - places[split] <= Int(UInt16.max) else { return false }
                nodes[places[split]] = cf_row_node(answer: tree.tests[split], step: UInt16(place - places[split]))
                extend(by: 2)
                for side in 0..<2 {
                    let child = side == 0 ? tree.left[split] : tree.right[split]
                    if child < 0 {
                        leaves.set(place + side, leaf: tree.firstLeaf + Int(~child))
                    } else {
                        places[Int(child)] = place + side
                        line.append(child)
                    }
                }
                room -= 1
            }
            // The smallest comes next: the others' children are then less far from them.
            line.sort { leafCounts[Int($0)] > leafCounts[Int($1)] }
            open += line
        }
        return true
    }

    // Pairs that go into the line at hand; a new line where little is left of it.
    private mutating func roomInLine(for leafCount: Int) -> Int {
        let room = (Self.lineNodeCount - nodes.count % Self.lineNodeCount) / 2
        guard room < 3, leafCount > room + 1 else { return room }
        extend(by: 2 * room)
        return Self.lineNodeCount / 2
    }

    private static func leafCounts(_ tree: RowTree) -> [Int32] {
        var counts = [Int32](repeating: 0, count: tree.splitCount)
        for split in counts.indices.reversed() {
            let left = tree.left[split]
            let right = tree.right[split]
            counts[split] = (left < 0 ? 1 : counts[Int(left)]) + (right < 0 ? 1 : counts[Int(right)])
        }
        return counts
    }

    func copyNodes(into arena: PlanArena) -> UnsafePointer<cf_row_node> { unsafe arena.copy(nodes) }
    func copyValues(into arena: PlanArena) -> UnsafeRawPointer { unsafe leaves.copy(into: arena) }
}
