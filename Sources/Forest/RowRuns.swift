internal import CForest

/// The trees of a group as lots, and lots of one form as runs.
@safe struct RowRuns {
    private let forest: FlatForest
    private let arena: PlanArena
    private let lanes = Int(CF_ROW_LANES)
    private(set) var nodes: RowNodes
    private(set) var runs: [cf_row_run]
    /// Levels that are walked, of all trees: what scoring a row costs.
    private(set) var stepCount = 0.0
    private var complete: RowTests?
    private var lots: [cf_row_lot] = []
    private var outputs: [UInt16] = []

    init(_ forest: FlatForest, arena: PlanArena) {
        self.forest = forest
        self.arena = arena
        nodes = RowNodes(forest, leafTest: UInt16(CF_ROW_ANSWER_LEFT))
        unsafe runs = []
    }

    /// False when a tree does not fit.
    mutating func append(_ trees: [RowTree]) -> Bool {
        let depth = max(1, trees.map(\.depth).max() ?? 0)
        let isComplete = depth <= Int(CF_ROW_LEVELS_MAX)
        if isComplete ? complete?.levelCount != depth : complete != nil { endRun() }
        if isComplete, complete == nil { complete = RowTests(forest, levelCount: depth) }
        var lot = cf_row_lot()
        lot.depth = UInt32(depth)
        for lane in 0..<lanes {
            let tree = lane < trees.count ? trees[lane] : nil
            outputs.append(UInt16(tree?.output ?? 0))
            if isComplete {
                complete?.append(tree)
            } else {
                guard let root = nodes.append(tree) else { return false }
                unsafe withUnsafeMutableBytes(of: &lot.roots) {
                    unsafe $0.storeBytes(of: root, toByteOffset: lane * 4, as: UInt32.self)
                }
            }
            // Leaf-wise trees are walked to the depth that the deepest of ten rows reaches, and their steps depend on more loads.
            stepCount += isComplete ? Double(depth) : 2.5 * Double((tree?.splitCount ?? 0) + 1).log2
        }
        if !isComplete { lots.append(lot) }
        return true
    }

    mutating func endRun() {
        let outputs = forest.outputCount == 1 ? nil : outputs
        if let complete {
            unsafe runs.append(complete.run(outputs: outputs, arena: arena))
        } else if !lots.isEmpty {
            unsafe runs.append(
                cf_row_run(
                    level_count: 0, lot_count: UInt32(lots.count), tests: nil, values: nil,
                    lots: arena.copy(lots), outputs: outputs.map { unsafe arena.copy($0) }))
        }
        complete = nil
        lots.removeAll(keepingCapacity: true)
        self.outputs.removeAll(keepingCapacity: true)
    }
}

extension Double {
    // Good enough for an estimate, and not from the C library.
    fileprivate var log2: Double { Double(exponent) + significand - 1 }
}
