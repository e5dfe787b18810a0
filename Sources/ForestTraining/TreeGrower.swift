/// Grows trees, the leaf of the largest gain first, one tree at a time on all threads of a pool.
///
/// Owns the memory of a tree in growth: row numbers, gathered pairs, histograms. Of two children only the smaller is counted; the other
/// is what remains of the parent. Building, subtracting and searching go over blocks of features, each wholly in one thread, and every
/// sum is exact, so the number of threads changes nothing.
@safe final class TreeGrower {
    let partition: RowPartition
    private let table: BinnedTable
    private let layout: HistogramLayout
    private let pool: WorkerPool
    private let maxLeaves: Int
    private let maxDepth: Int
    private var histograms: HistogramPool
    /// Of the children in work, left then right, one per feature.
    private let candidates: [Buffer<SplitCandidate>]
    private let isActive: Buffer<Bool>
    private var activeBlocks: [Int] = []
    private var rules: SplitRules
    private var nodes: [GrownTree.Node] = []
    private var queue = SplitQueue()

    init(table: BinnedTable, pool: WorkerPool, rowCapacity: Int, parameters: TrainingParameters) {
        self.table = table
        self.pool = pool
        rules = SplitRules(
            parameters: parameters, fixedPoint: FixedPoint(gradientMax: 1, hessianMax: 1, rowCount: 1), rowCount: 1)
        partition = RowPartition(rowCapacity: rowCapacity)
        layout = HistogramLayout(table)
        maxLeaves = parameters.maxLeaves
        maxDepth = parameters.maxDepth == 0 ? TrainingParameters.Limits.depthMax : parameters.maxDepth
        histograms = HistogramPool(pairCount: layout.pairCount, byteCountMax: parameters.histogramByteCountMax)
        candidates = (0..<2).map { _ in Buffer(repeating: SplitCandidate(), count: table.featureCount) }
        isActive = Buffer(repeating: false, count: table.featureCount)
    }

    /// Grows a tree over the first `rowCount` rows of the partition, whose pairs are gathered there and add up to `sums`, by the
    /// `features` listed. Leaf values are not set.
    func grow(rowCount: Int, sums: FixedPair, pairs: UnsafePointer<FixedPair>, features: [Int], rules: SplitRules) -> GrownTree {
        self.rules = rules
        for feature in 0..<table.featureCount { isActive[feature] = false }
        for feature in features { isActive[feature] = true }
        activeBlocks = layout.blocks.indices.filter { block in
            let first = layout.blocks[block].firstFeature
            return (first..<first + layout.blocks[block].featureCount).contains { isActive[$0] }
        }
        queue = SplitQueue()
        nodes = [GrownTree.Node(begin: 0, count: rowCount, depth: 0, sums: sums)]
        if canSplit(0) {
            nodes[0].slot = takeSlot()
            work([Child(node: 0, builds: true, searches: true)])
        }
        var leafCount = 1
        while leafCount < maxLeaves, let node = queue.pop() {
            leafCount += 1
            unsafe split(node, pairs: pairs, isLast: leafCount == maxLeaves)
        }
        for node in nodes.indices where nodes[node].slot >= 0 { giveSlot(of: node) }
        return GrownTree(nodes: nodes)
    }

    private func canSplit(_ node: Int) -> Bool {
        nodes[node].depth < maxDepth && Int64(nodes[node].count) >= 2 * rules.minChildRows
            && Double(nodes[node].sums.hessianSteps) * rules.fixedPoint.hessianUnit >= 2 * rules.minChildWeight
    }

    /// Makes the node's children and, unless they can never be split, their histograms and best splits.
    private func split(_ node: Int, pairs: UnsafePointer<FixedPair>, isLast: Bool) {
        let parent = nodes[node]
        let best = parent.best
        let leftSums = best.left
        let left = nodes.count
        let right = left + 1
        nodes[node].left = left
        nodes[node].right = right
        nodes.append(
            GrownTree.Node(
                begin: parent.begin, count: Int(leftSums.rowCount), depth: parent.depth + 1, sums: leftSums,
                extraLambda: best.extraLambda))
        nodes.append(
            GrownTree.Node(
                begin: parent.begin + Int(leftSums.rowCount), count: parent.count - Int(leftSums.rowCount),
                depth: parent.depth + 1, sums: parent.sums &- leftSums, extraLambda: best.extraLambda))
        let small = nodes[left].count <= nodes[right].count ? left : right
        let large = small == left ? right : left
        let searchesSmall = !isLast && canSplit(small)
        let searchesLarge = !isLast && canSplit(large)
        let buildsSmall = searchesSmall || (searchesLarge && parent.slot >= 0)
        let buildsLarge = searchesLarge && parent.slot < 0
        let leftCount = unsafe partition.split(
            begin: parent.begin, count: parent.count, column: table.column(best.feature), leftBins: best.leftBins, pairs: pairs,
            pool: pool,
            gather: { _ in
                RowPartition.Gather(
                    left: left == small ? buildsSmall : buildsLarge, right: right == small ? buildsSmall : buildsLarge)
            })
        precondition(leftCount == nodes[left].count, "the histogram counts the rows that the split finds")
        if buildsSmall { nodes[small].slot = takeSlot() }
        if buildsLarge { nodes[large].slot = takeSlot() }
        if parent.slot >= 0, searchesLarge {
            nodes[large].slot = parent.slot
            nodes[node].slot = -1
        }
        var children: [Child] = []
        if buildsSmall { children.append(Child(node: small, builds: true, searches: searchesSmall)) }
        if searchesLarge { children.append(Child(node: large, builds: buildsLarge, searches: true)) }
        if !children.isEmpty { work(children) }
        if nodes[node].slot >= 0 { giveSlot(of: node) }
    }

    // MARK: Histograms and search

    /// What is to be done for a child: counted from its rows, or else what the sibling before it leaves of the parent, which stands
    /// in the child's slot; and searched for its best split.
    private struct Child {
        var node: Int
        var builds: Bool
        var searches: Bool
    }

    private func work(_ children: [Child]) {
        let tasks = unsafe children.indices.map { index in
            let node = nodes[children[index].node]
            return unsafe NodeTask(
                histogram: histograms.histogram(node.slot).base, rows: partition.rows.base + node.begin,
                pairs: partition.ordered.base + node.begin, rowCount: node.count, sums: node.sums, builds: children[index].builds,
                searches: children[index].searches, candidates: candidates[index].base)
        }
        let blocks = activeBlocks.map { layout.blocks[$0] }
        pool.run(taskCount: blocks.count) { task in
            let block = blocks[task]
            let cells = unsafe table.block(block.firstFeature / BinnedTable.blockWidth)
            for index in unsafe tasks.indices {
                let work = unsafe tasks[index]
                let bins = unsafe work.histogram + block.offset
                if unsafe work.builds {
                    unsafe bins.update(repeating: .zero, count: block.pairCount)
                    unsafe addRows(
                        block: block, histogram: bins, cells: cells, rows: work.rows, pairs: work.pairs, count: work.rowCount)
                } else {
                    unsafe subtract(tasks[0].histogram + block.offset, from: bins, count: block.pairCount)
                }
                if unsafe work.searches { unsafe search(work, block: block) }
            }
        }
        for (index, child) in children.enumerated() {
            if child.searches { choose(child.node, from: candidates[index]) }
            if nodes[child.node].best.gain > 0 {
                queue.push(node: child.node, gain: nodes[child.node].best.gain)
            } else {
                giveSlot(of: child.node)
            }
        }
    }

    /// A child's part in the work of one block.
    @unsafe private struct NodeTask {
        var histogram: UnsafeMutablePointer<FixedPair>
        var rows: UnsafePointer<UInt32>
        var pairs: UnsafePointer<FixedPair>
        var rowCount: Int
        var sums: FixedPair
        var builds: Bool
        var searches: Bool
        var candidates: UnsafeMutablePointer<SplitCandidate>
    }

    private func search(_ work: NodeTask, block: HistogramLayout.Block) {
        for index in 0..<block.featureCount {
            let feature = block.firstFeature + index
            guard isActive[feature] else { continue }
            let featureBins = unsafe UnsafePointer(work.histogram + block.offset + index * block.stride)
            let count = table.bins[feature].valueBinCount
            var candidate: SplitCandidate
            if case .numeric = table.bins[feature].kind {
                candidate = unsafe bestNumericSplit(
                    bins: featureBins, valueBinCount: count, reachesTop: table.reachesTop[feature], node: work.sums, rules: rules)
            } else {
                candidate = unsafe bestCategoricalSplit(bins: featureBins, valueBinCount: count, node: work.sums, rules: rules)
            }
            candidate.feature = feature
            unsafe work.candidates[feature] = candidate
        }
    }

    /// The largest gain of the active features; of equal ones the first feature.
    private func choose(_ node: Int, from candidates: Buffer<SplitCandidate>) {
        var best = SplitCandidate()
        for feature in 0..<table.featureCount where isActive[feature] {
            if candidates[feature].gain > best.gain { best = candidates[feature] }
        }
        nodes[node].best = best
    }

    private func giveSlot(of node: Int) {
        histograms.give(nodes[node].slot)
        nodes[node].slot = -1
    }

    /// A slot; when the memory is used up, that of the waiting node with the least gain, which is then built again when it is split.
    private func takeSlot() -> Int {
        if let slot = histograms.take() { return slot }
        let waiting = nodes.indices.filter { nodes[$0].isLeaf && nodes[$0].slot >= 0 && nodes[$0].best.gain > 0 }
        guard let victim = waiting.min(by: { nodes[$0].best.gain < nodes[$1].best.gain }) else {
            preconditionFailure("the pool holds a node and its children")
        }
        let slot = nodes[victim].slot
        nodes[victim].slot = -1
        return slot
    }
}
