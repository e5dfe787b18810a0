internal import CForest

/// The tables for scoring few rows (docs/kernels.md), derived from a forest; the same for every instruction set.
///
/// Addresses and counts only: whoever keeps the plan keeps the arena that it lies in.
@safe struct RowPlan: @unchecked Sendable {
    private let plan: UnsafePointer<cf_row_plan>
    let columnCount: Int
    let answerCount: Int
    // Answers of categorical columns.
    private let categoricalCount: Int
    private let stepCount: Double
    private let stepNanoseconds: Double

    /// nil when the forest's shape does not suit: no trees, a tree with too many tests or nodes, category sets that are too large.
    init?(_ forest: FlatForest, _ table: PredicateTable, arena: PlanArena) {
        guard forest.treeCount > 0, forest.outputCount <= Int(CF_ROW_OUTPUTS_MAX),
            let cut = TreeGroups(forest, table, predicateCountMax: Int(CF_SLICE_LINES_MAX))
        else { return nil }
        var columnCount = 0
        var answerCount = 0
        var categoricalCount = 0
        var stepCount = 0.0
        let groups = unsafe arena.allocate(cf_row_group.self, count: cut.runs.count)
        for (index, run) in cut.runs.enumerated() {
            let columns = ColumnGroup(table, isUsed: table.predicates(of: run, in: forest))
            guard let laid = RowColumns(columns, of: forest, arena: arena) else { return nil }
            let runs = Self.runs(of: run, forest, arena) { split in
                laid.answerOfLine[Int(columns.lineOfPredicate[Int(table.predicateOfSplit[split])])]
            }
            guard let runs else { return nil }
            unsafe groups[index] = Self.group(laid, runs, arena)
            columnCount += columns.numeric.count + columns.categorical.count
            answerCount += laid.answerCount
            categoricalCount += columns.categorical.reduce(0) { $0 + $1.splits.count }
            stepCount += runs.stepCount
        }
        unsafe plan = arena.place(
            cf_row_plan(
                groups: UnsafePointer(groups), group_count: UInt32(cut.runs.count), output_count: UInt32(forest.outputCount),
                input_width: forest.arithmetic.inputWidth.rawValue, sum_width: forest.arithmetic.sumWidth.rawValue))
        self.columnCount = columnCount
        self.answerCount = answerCount
        self.categoricalCount = categoricalCount
        self.stepCount = stepCount
        // Nodes that the second-level cache does not hold cost more, the more of them there are.
        let megabytes = Double(forest.nodeCount * MemoryLayout<cf_row_node>.stride) / 1e6
        stepNanoseconds = min(4, 0.55 + 0.39 * max(0, megabytes - 0.75))
    }

    private static func runs(
        of trees: Range<Int>, _ forest: FlatForest, _ arena: PlanArena, answerOfSplit: (Int) -> UInt16
    ) -> RowRuns? {
        var runs = RowRuns(forest, arena: arena)
        let lanes = Int(CF_ROW_LANES)
        for first in stride(from: trees.lowerBound, to: trees.upperBound, by: lanes) {
            let lot = (first..<min(first + lanes, trees.upperBound)).map {
                RowTree(forest, tree: $0, testOfSplit: answerOfSplit)
            }
            if !runs.append(lot) { return nil }
        }
        runs.endRun()
        return runs
    }

    private static func group(_ columns: RowColumns, _ runs: RowRuns, _ arena: PlanArena) -> cf_row_group {
        let ends = columns.ruleEnds
        return unsafe cf_row_group(
            numeric: columns.numeric, categorical: columns.categorical, nodes: runs.nodes.copyNodes(into: arena),
            values: runs.nodes.copyValues(into: arena), runs: arena.copy(runs.runs),
            rule_ends: (ends[0], ends[1], ends[2], ends[3], ends[4]), categorical_count: UInt32(columns.categoricalCount),
            run_count: UInt32(runs.runs.count))
    }

    /// What a row costs, whatever their number, by the counts of what is done for it; measured at 2.9 GHz (Zen 4, AVX2).
    func expectedNanosecondsPerRow(_ instructionSet: InstructionSet) -> Double {
        let withIntrinsics =
            20 + 2.5 * Double(columnCount) + 0.014 * Double(answerCount) + 0.05 * Double(categoricalCount)
            + stepNanoseconds * stepCount
        return instructionSet == .portable || instructionSet == .neon ? 1.8 * withIntrinsics : withIntrinsics
    }
}

extension RowPlan {
    /// Adds the leaves of rows to their margins, which have been started. No allocation. `scratch`: CF_SCRATCH_BYTES.
    func addLeaves(
        rows: UnsafePointer<cf_rows>, instructionSet: InstructionSet, scratch: UnsafeMutableRawPointer,
        into margins: UnsafeMutablePointer<Double>
    ) {
        switch instructionSet {
        #if arch(x86_64)
            case .avx2, .avx512, .avx512vbmi: unsafe cf_row_avx2(plan, rows, scratch, margins)
        #endif
        default: unsafe cf_row_portable(plan, rows, scratch, margins)
        }
    }
}
