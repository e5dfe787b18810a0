internal import CForest

/// The tables of node-parallel scoring (docs/kernels.md), derived from a forest: for one row or a few, on CPUs that permute bytes.
///
/// Addresses and counts only: whoever keeps the plan keeps the arena that it lies in.
@safe struct NodePlan: @unchecked Sendable {
    private let plan: UnsafePointer<cf_node_plan>
    let columnCount: Int
    /// Trees of each form, with those that pad.
    let treeCounts: (heap: Int, deep: Int, match: Int)
    /// What a row costs, whatever their number, by the counts of what is done for it; priced as `NodeForm` says.
    let expectedNanosecondsPerRow: Double

    /// nil when the forest's shape does not suit: no trees, a tree that no form fits, categorical splits, more columns than two registers
    /// hold, or trees of so many shapes that most of the work would be on padding.
    init?(_ forest: FlatForest, _ table: PredicateTable, arena: PlanArena) {
        guard forest.treeCount > 0, forest.outputCount <= Int(CF_ROW_OUTPUTS_MAX) else { return nil }
        let group = ColumnGroup(table)
        guard let columns = NodeColumns(group, of: forest, arena: arena) else { return nil }
        let runs = Self.runs(of: forest) { split in
            columns.testOfLine[Int(group.lineOfPredicate[Int(table.predicateOfSplit[split])])]
        }
        guard let runs, runs.reduce(0, { $0 + $1.treeCount }) <= Self.paddedTreeCountMax(forest.treeCount) else { return nil }
        let built = unsafe runs.map { unsafe $0.run(hasOutputs: forest.outputCount > 1, arena: arena) }
        unsafe plan = arena.place(
            cf_node_plan(
                columns: columns.columns, runs: arena.copy(built), run_count: UInt32(runs.count),
                output_count: UInt32(forest.outputCount), input_width: forest.arithmetic.inputWidth.rawValue,
                sum_width: forest.arithmetic.sumWidth.rawValue))
        columnCount = columns.count
        func count(_ form: NodeForm) -> Int { runs.reduce(0) { $0 + ($1.form == form ? $1.treeCount : 0) } }
        treeCounts = (heap: count(.heap), deep: count(.deep), match: count(.match))
        expectedNanosecondsPerRow =
            7 + 1.4 * Double(columnCount) + runs.reduce(0) { $0 + Double($1.treeCount) * $1.form.expectedNanoseconds }
    }

    /// Whether it is faster than walking where it suits: complete trees of less than three levels are walked in less time than padding costs.
    static func pays(for forest: FlatForest) -> Bool { forest.header.splitCount >= 7 * forest.treeCount }

    // Trees of many forms in turn are mostly padding.
    private static func paddedTreeCountMax(_ treeCount: Int) -> Int { 2 * treeCount + 4 * Int(CF_NODE_LANES) }

    // In the order of the trees. A run goes on as long as its form fits, and is filled to whole lanes.
    private static func runs(of forest: FlatForest, testOfSplit: (Int) -> UInt16) -> [NodeRun]? {
        var runs: [NodeRun] = []
        for index in 0..<forest.treeCount {
            guard canFit(forest, index) else { return nil }
            let tree = RowTree(forest, tree: index, testOfSplit: testOfSplit)
            if !(runs.last?.form.fits(tree) ?? false) {
                guard let form = NodeForm.allCases.first(where: { $0.fits(tree) }) else { return nil }
                if !runs.isEmpty { fill(&runs[runs.count - 1]) }
                runs.append(NodeRun(forest, form: form))
            }
            runs[runs.count - 1].append(tree)
        }
        fill(&runs[runs.count - 1])
        return runs
    }

    // Before a tree of a hundred thousand splits is looked at.
    private static func canFit(_ forest: FlatForest, _ tree: Int) -> Bool {
        forest.tree(tree).splitCount < NodeForm.deep.valueCount
    }

    private static func fill(_ run: inout NodeRun) {
        while run.treeCount % Int(CF_NODE_LANES) != 0 { run.append(nil) }
    }
}

extension NodePlan {
    /// Adds the leaves of rows to their margins, which have been started. No allocation. `scratch`: CF_SCRATCH_BYTES.
    func addLeaves(
        rows: UnsafePointer<cf_rows>, instructionSet: InstructionSet, scratch: UnsafeMutableRawPointer,
        into margins: UnsafeMutablePointer<Double>
    ) {
        switch instructionSet {
        #if arch(x86_64)
            case .avx512vbmi: unsafe cf_node_avx512vbmi(plan, rows, scratch, margins)
        #endif
        default: unsafe cf_node_portable(plan, rows, scratch, margins)
        }
    }
}
