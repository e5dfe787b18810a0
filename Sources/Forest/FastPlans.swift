internal import CForest

/// The plans of the fast kernels that suit a forest and this CPU, and which of them a call takes.
final class FastPlans: Sendable {
    private let instructionSet: InstructionSet
    private let slice: SlicePlan?
    /// Fewer rows go through another plan.
    private let sliceRowCountMin: Int
    private let sums: MarginSums
    private let arena: PlanArena

    /// nil when no fast kernel suits.
    init?(_ forest: FlatForest, _ kernels: KernelChoice) {
        guard kernels.design != .walk, let table = PredicateTable(forest) else { return nil }
        instructionSet = kernels.instructionSet
        arena = PlanArena()
        slice = kernels.design == .rows ? nil : SlicePlan(forest, table, arena: arena)
        sliceRowCountMin = kernels.design == .slice ? 1 : 64
        sums = MarginSums(forest)
        if slice == nil { return nil }
    }

    var byteCount: Int { arena.byteCount }

    /// The margins of all rows. False when the rows are too few for these plans, or the thread has no scratch memory.
    @inline(__always)
    func addLeaves<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard let slice, rowCount >= sliceRowCountMin, let scratch = unsafe cf_scratch() else { return false }
        unsafe slice.addLeaves(
            rows: UnsafeRawPointer(rows), width: Row.width, rowCount: rowCount, rowStride: rowStride,
            instructionSet: instructionSet, scratch: scratch, into: margins)
        unsafe sums.finish(margins, rowCount: rowCount)
        return true
    }
}
