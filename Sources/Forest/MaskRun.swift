internal import CForest

/// Trees of one form, one after the other, as kernels over masks read them (`cf_mask_run`).
@safe struct MaskRun {
    let form: MaskForm
    private(set) var treeCount = 0
    private var records: [UInt8] = []
    private var splits: [UInt64] = []
    private var turnCounts: [UInt8] = []
    // Of one tree each; of paths the lower half is used.
    private var words: [UInt64] = []
    private var categories: [MaskCategories.Lane] = []
    private var outputs: [UInt16] = []
    // Of paths and heaps.
    private var leaves: RowLeaves
    // Of layers.
    private var tails: MaskTails

    private static let layerLanes = Int(CF_MASK_LAYER_LANES)
    private var layersByteCount: Int { Self.layerLanes << form.layerCount }

    init(_ forest: FlatForest, form: MaskForm) {
        self.form = form
        leaves = RowLeaves(forest)
        tails = MaskTails(forest, treeTailCount: 1 << form.layerCount)
    }

    /// Appends a tree that the form fits; of nil one that adds nothing.
    mutating func append(_ tree: RowTree?) {
        outputs.append(UInt16(tree?.output ?? 0))
        words.append(0)
        treeCount += 1
        switch form {
        case .paths: appendPaths(tree)
        case .heaps:
            appendRecord(laneCount: 64)
            leaves.extend(by: MaskForm.valueCount)
            if let tree { setHeap(tree) }
        case .layers, .deepLayers:
            if (treeCount - 1) % Self.layerLanes == 0 {
                records.append(contentsOf: repeatElement(0, count: layersByteCount))
                records.append(contentsOf: repeatElement(.max, count: layersByteCount))
            }
            tails.appendTree()
            if let tree { setLayers(tree) }
        }
    }

    // Lanes that ask nothing.
    private mutating func appendRecord(laneCount: Int) {
        records.append(contentsOf: repeatElement(UInt8(CF_MASK_NO_COLUMN), count: laneCount))
        records.append(contentsOf: repeatElement(.max, count: laneCount))
    }

    // `first`: where the lanes' columns begin.
    private mutating func setTest(first: Int, laneCount: Int, lane: Int, _ test: MaskTest) {
        switch test {
        case .numeric(let column, let threshold):
            records[first + lane] = UInt8(column)
            records[first + laneCount + lane] = UInt8(threshold + 1)
        case .category(let index):
            categories.append(MaskCategories.Lane(tree: treeCount - 1, lane: lane, test: index))
        }
    }

    private mutating func appendPaths(_ tree: RowTree?) {
        let firstValue = leaves.count
        leaves.extend(by: MaskForm.valueCount)
        let first = records.count
        appendRecord(laneCount: 32)
        let firstNext = records.count
        records.append(contentsOf: repeatElement(64, count: MaskForm.valueCount))
        splits.append(0)
        if (treeCount - 1) % form.lanes == 0 { turnCounts.append(0) }
        guard let tree else { return }
        let chains = MaskChains(tree)
        turnCounts[turnCounts.count - 1] = max(turnCounts[turnCounts.count - 1], UInt8(chains.turnCount))
        var lane = tree.splitCount
        for (place, node) in chains.nodes.enumerated() {
            records[firstNext + place] = UInt8(MaskForm.valueCount - chains.next[place])
            guard node >= 0 else {
                leaves.set(firstValue + place, leaf: tree.firstLeaf + Int(~node))
                continue
            }
            lane -= 1
            splits[treeCount - 1] |= 1 << UInt64(63 - place)
            setTest(first: first, laneCount: 32, lane: lane, MaskTest(tree.tests[Int(node)]))
            if !chains.heavyIsRight[Int(node)] { words[treeCount - 1] |= 1 << UInt64(lane) }
        }
    }

    // By node of the complete tree: the split there, or a leaf's id, complemented. Below a leaf is the leaf again.
    private func completed(_ tree: RowTree, levelCount: Int) -> [Int32] {
        var nodes = [Int32](repeating: tree.root, count: 2 << levelCount)
        for node in 1..<1 << levelCount {
            let split = nodes[node]
            nodes[2 * node] = split >= 0 ? tree.left[Int(split)] : split
            nodes[2 * node + 1] = split >= 0 ? tree.right[Int(split)] : split
        }
        return nodes
    }

    private mutating func setHeap(_ tree: RowTree) {
        let leafCount = MaskForm.valueCount
        let nodes = completed(tree, levelCount: Int(CF_MASK_LEVELS))
        for node in 1..<leafCount where nodes[node] >= 0 {
            setTest(
                first: records.count - 2 * leafCount, laneCount: leafCount, lane: node, MaskTest(tree.tests[Int(nodes[node])]))
        }
        for leaf in 0..<leafCount {
            leaves.set(leaves.count - leafCount + leaf, leaf: tree.firstLeaf + Int(~nodes[leafCount + leaf]))
        }
    }

    private mutating func setLayers(_ tree: RowTree) {
        let tailCount = 1 << form.layerCount
        let nodes = completed(tree, levelCount: form.layerCount + MaskTails.levelCount)
        for node in 1..<4 * tailCount where nodes[node] >= 0 {
            guard case .numeric(let column, let threshold) = MaskTest(tree.tests[Int(nodes[node])]) else { continue }
            if node < tailCount {
                let place = records.count - 2 * layersByteCount + node * Self.layerLanes + (treeCount - 1) % Self.layerLanes
                records[place] = UInt8(column)
                records[place + layersByteCount] = UInt8(threshold + 1)
            } else if node < 2 * tailCount {
                tails.setTest(tail: node - tailCount, place: 0, column: column, threshold: threshold)
            } else {
                tails.setTest(tail: node / 2 - tailCount, place: 1 + node % 2, column: column, threshold: threshold)
            }
        }
        for leaf in 0..<4 * tailCount {
            tails.setLeaf(tail: leaf / 4, place: leaf % 4, leaf: tree.firstLeaf + Int(~nodes[4 * tailCount + leaf]))
        }
    }

    /// `hasOutputs`: whether the forest has several. nil when its categories take too much memory.
    func run(hasOutputs: Bool, _ columns: inout MaskCategories, arena: PlanArena) -> cf_mask_run? {
        let (words, categoryWords): (UnsafeRawPointer, UnsafePointer<UnsafeRawPointer?>?)
        if form == .paths {
            guard let made = unsafe allWords(UInt32.self, &columns, arena) else { return nil }
            unsafe (words, categoryWords) = made
        } else {
            guard let made = unsafe allWords(UInt64.self, &columns, arena) else { return nil }
            unsafe (words, categoryWords) = made
        }
        return unsafe cf_mask_run(
            form: form.code.rawValue, tree_count: UInt32(treeCount), layer_count: UInt32(form.layerCount),
            records: arena.copy(records), splits: arena.copy(splits), turn_counts: arena.copy(turnCounts), words: words,
            category_words: categoryWords, values: form.hasLayers ? tails.copy(into: arena) : leaves.copy(into: arena),
            outputs: hasOutputs ? arena.copy(outputs) : nil)
    }

    private func allWords<Word: FixedWidthInteger & BitwiseCopyable>(
        _ type: Word.Type, _ columns: inout MaskCategories, _ arena: PlanArena
    ) -> (UnsafeRawPointer, UnsafePointer<UnsafeRawPointer?>?)? {
        var padded = words.map { Word(truncatingIfNeeded: $0) }
        padded += repeatElement(0, count: MaskCategories.wordCount(treeCount, as: type) - treeCount)
        let words = unsafe UnsafeRawPointer(arena.copy(padded))
        if categories.isEmpty { return unsafe (words, nil) }
        guard let made = unsafe columns.words(of: categories, treeCount: treeCount, as: type, arena: arena) else { return nil }
        return unsafe (words, made)
    }
}
