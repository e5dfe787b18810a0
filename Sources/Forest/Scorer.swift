internal import Base

/// Rows in, margins and predictions out, with the exact arithmetic of the model. Immutable, shared by all threads.
///
/// Plans are derived from the forest when the scorer is made: one that walks trees node by node, which any forest has (`ScoringPlan`), and
/// those of the fast kernels that suit its shape and this CPU. A call takes the one that is fastest for its number of rows. Every row keeps
/// its own running sum, so the order of the additions is the order of the trees, and all give the same bits. No call allocates, but a
/// thread's first maps its scratch memory (1 MiB).
@safe public final class Scorer: Sendable {
    public let forest: FlatForest
    // One of the two, and the block that it lies in.
    let narrow: ScoringPlan<NarrowNode>?
    let wide: ScoringPlan<WideNode>?
    private let block: AlignedBlock?
    let fast: FastPlans?
    // The same without counting references.
    private let fastReference: Unmanaged<FastPlans>?
    private let featureCount: Int
    /// Nanoseconds that the plans took.
    let buildNanoseconds: UInt64
    // Of a linear model, whose plan of trees is empty.
    private let linear: LinearPlan?
    private let link: Link

    /// Derives the plans: O(nodes * log nodes) time.
    public init(_ forest: FlatForest, kernels: KernelChoice = .environment) {
        let start = MonotonicClock.nanoseconds
        self.forest = forest
        link = Link(forest.objective, scale: forest.linkScale, width: forest.arithmetic.sumWidth)
        linear = LinearPlan(forest)
        var block: AlignedBlock?
        narrow = forest.arithmetic.inputWidth == .float32 ? ScoringPlan(forest, block: &block) : nil
        wide = narrow == nil ? ScoringPlan(forest, block: &block) : nil
        self.block = block
        let fast = FastPlans(forest, kernels)
        self.fast = fast
        unsafe fastReference = fast.map { unsafe Unmanaged.passUnretained($0) }
        featureCount = forest.featureCount
        buildNanoseconds = MonotonicClock.nanoseconds - start
    }

    /// Memory that scoring takes besides the forest's own bytes.
    public var planByteCount: Int { unsafe (block?.bytes.count ?? 0) + (fast?.byteCount ?? 0) }
}

extension Scorer {
    /// Margins of `rowCount` rows of float32. Row r begins at `rows + r * rowStride` (in elements; `rowStride >= featureCount`); NaN is
    /// missing. Output: `rowCount * outputCount` margins, row-major; a float32 sum is widened without change. No allocation.
    public func margins(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        unsafe score(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
    }

    /// The same for float64 rows (rounded to the model's input width first).
    public func margins(
        rows: UnsafePointer<Double>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        unsafe score(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
    }

    /// The same for rows in raw memory: numbers of the model's own input width, aligned for it.
    public func margins(
        inputRows rows: UnsafeRawPointer, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        switch forest.arithmetic.inputWidth {
        case .float32:
            unsafe score(
                rows: rows.assumingMemoryBound(to: Float.self), rowCount: rowCount, rowStride: rowStride, into: margins)
        case .float64:
            unsafe score(
                rows: rows.assumingMemoryBound(to: Double.self), rowCount: rowCount, rowStride: rowStride, into: margins)
        }
    }

    /// Margins to predictions by the objective's link (`Objective`); `rowCount * outputCount` values. May be in place. Computed in float64; values of a model whose sums are float32 are
    /// then rounded to float32. No allocation.
    public func predictions(
        margins: UnsafePointer<Double>, rowCount: Int, into predictions: UnsafeMutablePointer<Double>
    ) {
        unsafe link.apply(margins: margins, rowCount: rowCount, outputCount: forest.outputCount, into: predictions)
    }

    @inline(__always)
    private func score<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        precondition(rowCount >= 0 && rowStride >= featureCount, "rows are at least featureCount elements apart")
        // The plan does not keep its memory alive; the scorer does.
        withExtendedLifetime(self) {
            if let fast = unsafe fastReference,
                unsafe fast._withUnsafeGuaranteedRef({ fast in
                    unsafe fast.addLeaves(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
                })
            {
                return
            }
            if let linear {
                unsafe linear.addTerms(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
            } else if let narrow {
                unsafe narrow.addLeaves(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
            } else if let wide {
                unsafe wide.addLeaves(rows: rows, rowCount: rowCount, rowStride: rowStride, into: margins)
            }
        }
    }
}
