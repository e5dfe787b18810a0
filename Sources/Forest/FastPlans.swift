internal import CForest

/// The plans of the fast kernels that suit a forest and this CPU, and which of them a call takes.
final class FastPlans: Sendable {
    private let instructionSet: InstructionSet
    private let slice: SlicePlan?
    /// Fewer rows go through another plan.
    private let sliceRowCountMin: Int
    private let coded: CodedPlan?
    private let codedRowCountMin: Int
    private let rows: RowPlan?
    private let sums: MarginSums
    private let arena: PlanArena

    /// nil when no fast kernel suits.
    init?(_ forest: FlatForest, _ kernels: KernelChoice) {
        guard kernels.design != .walk, let table = PredicateTable(forest) else { return nil }
        instructionSet = kernels.instructionSet
        arena = PlanArena()
        let design = kernels.design
        slice = design == .auto || design == .slice ? SlicePlan(forest, table, arena: arena) : nil
        sliceRowCountMin = design == .slice ? 1 : 64
        // What bit-slicing suits it scores faster than a walk does.
        coded = design == .coded || (design == .auto && slice == nil) ? CodedPlan(forest, table, arena: arena) : nil
        codedRowCountMin = design == .coded ? 1 : 256
        rows = design == .auto || design == .rows ? RowPlan(forest, table, arena: arena) : nil
        sums = MarginSums(forest)
        if slice == nil, coded == nil, rows == nil { return nil }
    }

    var byteCount: Int { arena.byteCount }

    /// The margins of all rows. False when the rows are too few for these plans, or the thread has no scratch memory.
    @inline(__always)
    func addLeaves<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard let scratch = unsafe cf_scratch() else { return false }
        let start = unsafe UnsafeRawPointer(rows)
        if let slice, rowCount >= sliceRowCountMin {
            unsafe slice.addLeaves(
                rows: start, width: Row.width, rowCount: rowCount, rowStride: rowStride, instructionSet: instructionSet,
                scratch: scratch, into: margins)
        } else if let coded, rowCount >= codedRowCountMin {
            unsafe sums.start(margins, rowCount: rowCount)
            unsafe coded.addLeaves(
                rows: start, width: Row.width, rowCount: rowCount, rowStride: rowStride, instructionSet: instructionSet,
                scratch: scratch, into: margins)
        } else if let plan = self.rows {
            unsafe sums.start(margins, rowCount: rowCount)
            unsafe plan.addLeaves(
                rows: start, width: Row.width, rowCount: rowCount, rowStride: rowStride, instructionSet: instructionSet,
                scratch: scratch, into: margins)
        } else {
            return false
        }
        unsafe sums.finish(margins, rowCount: rowCount)
        return true
    }
}
