internal import CForest

/// The tables for scoring many rows with trees too large for bit-slicing (docs/kernels.md): nodes of 4 bytes over rows of byte codes.
///
/// Addresses and counts only: whoever keeps the plan keeps the arena that it lies in.
@safe struct CodedPlan: @unchecked Sendable {
    private let plan: UnsafePointer<cf_coded_plan>

    /// nil when the forest's shape does not suit: no trees, categorical splits, more columns than a byte counts, trees that are too large.
    init?(_ forest: FlatForest, _ table: PredicateTable, arena: PlanArena) {
        let group = ColumnGroup(table)
        let (columns, ends) = group.numericByRule
        guard forest.treeCount > 0, group.categorical.isEmpty, columns.count <= Int(CF_CODED_COLUMNS_MAX) else { return nil }
        let numeric = unsafe arena.allocate(cf_row_numeric.self, count: columns.count)
        var testOfLine = [UInt16](repeating: 0, count: group.lineCount)
        for (index, column) in columns.enumerated() {
            unsafe numeric[index] = cf_row_numeric(
                column, firstAnswer: 0, hasFloat64Inputs: forest.arithmetic.inputWidth == .float64, arena: arena)
            for threshold in column.thresholds.indices {
                testOfLine[column.firstLine + threshold] = UInt16(threshold | index << 8)
            }
        }
        var nodes = RowNodes(forest, leafTest: 255)
        var trees: [cf_coded_tree] = []
        for index in 0..<forest.treeCount {
            let tree = RowTree(forest, tree: index) {
                testOfLine[Int(group.lineOfPredicate[Int(table.predicateOfSplit[$0])])]
            }
            guard let root = nodes.append(tree) else { return nil }
            trees.append(cf_coded_tree(root: root, depth: UInt16(tree.depth), output: UInt16(tree.output)))
        }
        // A test's two bytes are the node's threshold and column.
        let coded = unsafe UnsafeRawPointer(nodes.copyNodes(into: arena)).assumingMemoryBound(to: cf_coded_node.self)
        unsafe plan = arena.place(
            cf_coded_plan(
                numeric: numeric, rule_ends: (ends[0], ends[1], ends[2], ends[3], ends[4]), tree_count: UInt32(trees.count),
                trees: arena.copy(trees), nodes: coded, values: nodes.copyValues(into: arena),
                output_count: UInt32(forest.outputCount), input_width: forest.arithmetic.inputWidth.rawValue,
                sum_width: forest.arithmetic.sumWidth.rawValue))
    }

    /// Adds the leaves of rows to their margins, which have been started. No allocation. `scratch`: CF_SCRATCH_BYTES.
    func addLeaves(
        rows: UnsafePointer<cf_rows>, instructionSet: InstructionSet, scratch: UnsafeMutableRawPointer,
        into margins: UnsafeMutablePointer<Double>
    ) {
        switch instructionSet {
        #if arch(x86_64)
            case .avx2, .avx512, .avx512vbmi: unsafe cf_coded_avx2(plan, rows, scratch, margins)
        #endif
        default: unsafe cf_coded_portable(plan, rows, scratch, margins)
        }
    }
}
