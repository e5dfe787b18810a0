/// The inner loop of a linear model: addresses and counts of the forest's own sections. The scorer keeps the forest alive.
@safe struct LinearPlan: @unchecked Sendable {
    private let featureCount: Int
    private let outputCount: Int
    private let arithmetic: Arithmetic
    private let weights: UnsafeRawPointer
    private let sums: MarginSums

    /// nil when the forest is not linear.
    init?(_ forest: FlatForest) {
        guard forest.isLinear else { return nil }
        featureCount = forest.featureCount
        outputCount = forest.outputCount
        arithmetic = forest.arithmetic
        unsafe weights = forest.start(of: .linearWeights)
        sums = MarginSums(forest)
    }

    /// The margins of all rows. No allocation.
    @inline(never)
    func addTerms<Row: RowElement>(
        rows: UnsafePointer<Row>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) {
        unsafe sums.start(margins, rowCount: rowCount)
        for row in 0..<rowCount {
            let inputs = unsafe rows + row &* rowStride
            let margin = unsafe margins + row &* outputCount
            switch arithmetic.sumWidth {
            case .float32: unsafe addTerms(of: inputs, weights.assumingMemoryBound(to: Float.self), to: margin)
            case .float64: unsafe addTerms(of: inputs, weights.assumingMemoryBound(to: Double.self), to: margin)
            }
        }
        unsafe sums.finish(margins, rowCount: rowCount)
    }

    @inline(__always)
    private func addTerms<Row: RowElement, Sum: PlanValue>(
        of inputs: UnsafePointer<Row>, _ weights: UnsafePointer<Sum>, to margins: UnsafeMutablePointer<Double>
    ) {
        var weight = unsafe weights
        for feature in 0..<featureCount {
            let element = unsafe inputs[feature]
            let input = arithmetic.inputWidth == .float32 ? Double(element.float32) : element.float64
            if input.isNaN {
                unsafe weight += outputCount
                continue
            }
            let factor = Sum(input)
            for output in 0..<outputCount {
                // Rounded before it is added: the two are not fused.
                let term = unsafe factor * weight.pointee
                unsafe margins[output] = Double(Sum(margins[output]) + term)
                unsafe weight += 1
            }
        }
    }
}
