internal import CForest

/// The tables of scoring by masks (docs/kernels.md), derived from a forest: for one row or a few, on CPUs that shuffle bytes among sixteen.
///
/// Addresses and counts only: whoever keeps the plan keeps the arena that it lies in.
@safe struct MaskPlan: @unchecked Sendable {
    private let plan: UnsafePointer<cf_mask_plan>
    let columnCount: Int
    /// Trees of each form, with those that pad.
    let treeCounts: (paths: Int, heaps: Int, layers: Int)
    /// What a row costs, whatever their number, by the counts of what is done for it; priced as `MaskForm` says.
    let expectedNanosecondsPerRow: Double

    /// nil when the forest's shape does not suit: no trees, a tree that no form fits, more columns than four registers hold, category sets that
    /// are too large, or trees of so many shapes that most of the work would be on padding.
    init?(_ forest: FlatForest, _ table: PredicateTable, arena: PlanArena) {
        guard forest.treeCount > 0, forest.outputCount <= Int(CF_ROW_OUTPUTS_MAX), Self.canFit(forest) else { return nil }
        let group = ColumnGroup(table)
        let columns = MaskColumns(group)
        guard columns.count <= Int(CF_MASK_COLUMNS_MAX), let tests = Self.tests(group, columns),
            var categories = MaskCategories(group, of: forest, arena: arena)
        else { return nil }
        let tableCount = max(1, (columns.count + Int(CF_MASK_TABLE) - 1) / Int(CF_MASK_TABLE))
        let trees = (0..<forest.treeCount).map { index in
            RowTree(forest, tree: index) { split in
                tests[Int(group.lineOfPredicate[Int(table.predicateOfSplit[split])])].bits
            }
        }
        guard let runs = MaskRuns(forest, trees)?.runs else { return nil }
        let built = unsafe runs.compactMap { unsafe $0.run(hasOutputs: forest.outputCount > 1, &categories, arena: arena) }
        guard unsafe built.count == runs.count else { return nil }
        let numeric = unsafe arena.allocate(cf_row_numeric.self, count: columns.pairs.count + columns.others.count)
        let hasFloat64Inputs = forest.arithmetic.inputWidth == .float64
        for (index, pair) in columns.pairs.enumerated() {
            var column = pair.left
            column.thresholds = pair.thresholds
            unsafe numeric[index] = cf_row_numeric(column, firstAnswer: 0, hasFloat64Inputs: hasFloat64Inputs, arena: arena)
        }
        for (index, column) in columns.others.enumerated() {
            unsafe numeric[columns.pairs.count + index] = cf_row_numeric(
                column, firstAnswer: 0, hasFloat64Inputs: hasFloat64Inputs, arena: arena)
        }
        let ends = columns.otherEnds
        unsafe plan = arena.place(
            cf_mask_plan(
                numeric: numeric, pair_count: UInt32(columns.pairs.count),
                rule_ends: (ends[0], ends[1], ends[2], ends[3], ends[4]), categorical: categories.columns,
                categorical_count: UInt32(categories.count), table_count: UInt32(tableCount), runs: arena.copy(built),
                run_count: UInt32(built.count), output_count: UInt32(forest.outputCount),
                input_width: forest.arithmetic.inputWidth.rawValue, sum_width: forest.arithmetic.sumWidth.rawValue))
        columnCount = columns.count + categories.count
        func count(_ form: MaskForm) -> Int { runs.reduce(0) { $0 + ($1.form == form ? $1.treeCount : 0) } }
        treeCounts = (paths: count(.paths), heaps: count(.heaps), layers: count(.layers) + count(.deepLayers))
        let columnNanoseconds = 40 + 2.2 * Double(columns.pairs.count + columns.others.count) + 2 * Double(categories.count)
        // Of a tree.
        let categoryNanoseconds = 0.1 * Double(categories.count)
        expectedNanosecondsPerRow =
            columnNanoseconds
            + runs.reduce(0) {
                $0 + Double($1.treeCount) * ($1.form.expectedNanoseconds + categoryNanoseconds)
            }
    }

    /// Whether this CPU has a kernel of its own that suits it.
    static func suits(_ instructionSet: InstructionSet) -> Bool {
        #if arch(x86_64)
            (instructionSet == .avx2 || instructionSet == .avx512 || instructionSet == .avx512vbmi) && cf_mask_suits_cpu()
        #else
            false
        #endif
    }

    // Before a tree of a hundred thousand splits is looked at.
    private static func canFit(_ forest: FlatForest) -> Bool {
        (0..<forest.treeCount).allSatisfy { forest.tree($0).splitCount < 1 << (MaskForm.deepLayers.depthMax ?? 0) }
    }

    // By line of the group.
    private static func tests(_ group: ColumnGroup, _ columns: MaskColumns) -> [MaskTest]? {
        var tests = [MaskTest](repeating: .category(0), count: group.lineCount)
        columns.setTests(&tests)
        var count = 0
        for column in group.categorical {
            for line in column.splits.indices { tests[column.firstLine + line] = .category(count + line) }
            count += column.splits.count
        }
        return count <= MaskTest.categoryCountMax ? tests : nil
    }
}

extension MaskPlan {
    /// Adds the leaves of rows to their margins, which have been started. No allocation. `scratch`: CF_SCRATCH_BYTES.
    func addLeaves(
        rows: UnsafePointer<cf_rows>, instructionSet: InstructionSet, scratch: UnsafeMutableRawPointer,
        into margins: UnsafeMutablePointer<Double>
    ) {
        switch instructionSet {
        #if arch(x86_64)
            case .avx2, .avx512, .avx512vbmi: unsafe cf_mask_avx2(plan, rows, scratch, margins)
        #endif
        default: unsafe cf_mask_portable(plan, rows, scratch, margins)
        }
    }
}
