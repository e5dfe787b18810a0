internal import CForest

/// The plans of the fast kernels that suit a forest and this CPU, and which of them a call takes.
final class FastPlans: Sendable {
    let instructionSet: InstructionSet
    let slice: SlicePlan?
    let coded: CodedPlan?
    /// Takes the place of `rows` where it suits, `nodes` before `masks`.
    let nodes: NodePlan?
    let masks: MaskPlan?
    let rows: RowPlan?
    /// From so many rows on, a block of them is sliced.
    let sliceRowCountMin: Int
    /// From so many rows on, they are coded, where they are not sliced.
    let codedRowCountMin: Int
    let predicateCount: Int
    private let sliceBlockRowCount: Int
    private let sums: MarginSums
    private let outputCount: Int
    private let arena: PlanArena

    /// nil when no fast kernel suits.
    init?(_ forest: FlatForest, _ kernels: KernelChoice) {
        guard kernels.design != .walk, let table = PredicateTable(forest) else { return nil }
        let instructionSet = kernels.instructionSet
        let design = kernels.design
        arena = PlanArena()
        slice =
            design == .auto || design == .slice
            ? SlicePlan(
                forest, table, leafCountMax: ReachPiece.leafCountMax(instructionSet), arena: arena) : nil
        // What bit-slicing suits it scores faster than any walk does.
        coded = design == .coded || (design == .auto && slice == nil) ? CodedPlan(forest, table, arena: arena) : nil
        let wantsNodes = design == .nodes || (design == .auto && instructionSet == .avx512vbmi && NodePlan.pays(for: forest))
        nodes = wantsNodes ? NodePlan(forest, table, arena: arena) : nil
        let wantsMasks = design == .masks || (design == .auto && nodes == nil && MaskPlan.suits(instructionSet))
        masks = wantsMasks ? MaskPlan(forest, table, arena: arena) : nil
        let takesRows = nodes == nil && masks == nil && [.auto, .rows, .nodes, .masks].contains(design)
        rows = takesRows ? RowPlan(forest, table, arena: arena) : nil
        if slice == nil, coded == nil, nodes == nil, masks == nil, rows == nil { return nil }
        codedRowCountMin = design == .coded ? 1 : 256
        sliceBlockRowCount = SliceWork.blockRowCount(instructionSet)
        sliceRowCountMin =
            design == .slice
            ? 1
            : Self.sliceRowCountMin(
                slice?.work,
                nodes?.expectedNanosecondsPerRow ?? masks?.expectedNanosecondsPerRow
                    ?? rows?.expectedNanosecondsPerRow(instructionSet), instructionSet)
        self.instructionSet = instructionSet
        sums = MarginSums(forest)
        outputCount = forest.outputCount
        predicateCount = table.count
    }

    var byteCount: Int { arena.byteCount }

    // The least number of rows that cost less in one sliced block than one by one; no number is so large when a whole block costs more.
    private static func sliceRowCountMin(_ work: SliceWork?, _ rowNanoseconds: Double?, _ instructionSet: InstructionSet) -> Int {
        let block = SliceWork.blockRowCount(instructionSet)
        guard let work, let rowNanoseconds else { return 1 }
        return (1...block).first { rowCount in
            work.nanoseconds(rowCount: rowCount, instructionSet) <= rowNanoseconds * Double(rowCount)
        } ?? .max
    }

    /// The design that takes `rowCount` rows (the rest of the last block of many may take another), and what a row is expected to cost;
    /// nil when neither of these plans takes them.
    func choice(rowCount: Int) -> (design: KernelChoice.Design, nanosecondsPerRow: Double?)? {
        if let slice, rowCount >= sliceRowCountMin {
            return (.slice, slice.work.nanoseconds(rowCount: rowCount, instructionSet) / Double(rowCount))
        }
        if coded != nil, rowCount >= codedRowCountMin { return (.coded, nil) }
        if let nodes { return (.nodes, nodes.expectedNanosecondsPerRow) }
        if let masks { return (.masks, masks.expectedNanosecondsPerRow) }
        return rows.map { (.rows, $0.expectedNanosecondsPerRow(instructionSet)) }
    }

    /// The margins of all rows. False when the rows are too few for these plans, or the thread has no scratch memory.
    @inline(__always)
    func addLeaves<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard let scratch = unsafe cf_scratch() else { return false }
        var rows = unsafe cf_rows(start: rows, stride: rowStride, count: rowCount, width: Row.width.rawValue)
        if let slice, rowCount >= sliceRowCountMin {
            // A last block of few rows costs as much as a whole one; row by row they cost less.
            let rest = rowCount % sliceBlockRowCount
            let restCount = rest < sliceRowCountMin && takesFewRows ? rest : 0
            let first = rowCount - restCount
            unsafe rows.count = first
            unsafe slice.addLeaves(rows: &rows, instructionSet: instructionSet, scratch: scratch, into: margins)
            if restCount > 0 {
                unsafe rows.start += first * rowStride * MemoryLayout<Row>.stride
                unsafe rows.count = restCount
                unsafe addLeavesOfFew(rows: &rows, scratch: scratch, into: margins + first * outputCount)
            }
        } else if let coded, rowCount >= codedRowCountMin {
            unsafe sums.start(margins, rowCount: rowCount)
            unsafe coded.addLeaves(rows: &rows, instructionSet: instructionSet, scratch: scratch, into: margins)
        } else if takesFewRows {
            unsafe addLeavesOfFew(rows: &rows, scratch: scratch, into: margins)
        } else {
            return false
        }
        unsafe sums.finish(margins, rowCount: rowCount)
        return true
    }

    private var takesFewRows: Bool { nodes != nil || masks != nil || rows != nil }

    /// Sums not yet finished, by the plan for few rows.
    @inline(__always)
    private func addLeavesOfFew(
        rows: UnsafePointer<cf_rows>, scratch: UnsafeMutableRawPointer, into margins: UnsafeMutablePointer<Double>
    ) {
        unsafe sums.start(margins, rowCount: rows.pointee.count)
        if let nodes {
            unsafe nodes.addLeaves(rows: rows, instructionSet: instructionSet, scratch: scratch, into: margins)
        } else if let masks {
            unsafe masks.addLeaves(rows: rows, instructionSet: instructionSet, scratch: scratch, into: margins)
        } else if let plan = self.rows {
            unsafe plan.addLeaves(rows: rows, instructionSet: instructionSet, scratch: scratch, into: margins)
        }
    }
}
