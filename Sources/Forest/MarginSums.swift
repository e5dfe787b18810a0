/// The running sums of rows, kept in the caller's margins: started, given each tree's leaves in tree order, finished.
///
/// Sums of a float32 model are float32 numbers held in float64 margins, which changes nothing.
@safe struct MarginSums: @unchecked Sendable {
    private let outputCount: Int
    private let sumWidth: Arithmetic.Width
    private let aggregation: Aggregation
    private let baseScores: UnsafePointer<Double>
    private let leafValues: UnsafeRawPointer

    init(_ forest: FlatForest) {
        outputCount = forest.outputCount
        sumWidth = forest.arithmetic.sumWidth
        aggregation = forest.aggregation
        unsafe baseScores = forest.start(of: .baseScores).assumingMemoryBound(to: Double.self)
        unsafe leafValues = forest.start(of: .leafValues)
    }

    func start(_ margins: UnsafeMutablePointer<Double>, rowCount: Int) {
        let basesFirst = aggregation.baseScorePlace == .first
        for row in 0..<rowCount {
            for output in 0..<outputCount {
                unsafe margins[row &* outputCount &+ output] = basesFirst ? baseScores[output] : 0
            }
        }
    }

    /// The leaves of `rowCount` rows in one tree.
    func add(leaves: UnsafePointer<UInt32>, rowCount: Int, of tree: PlanTree, to margins: UnsafeMutablePointer<Double>) {
        switch sumWidth {
        case .float32:
            let values = unsafe leafValues.assumingMemoryBound(to: Float.self) + tree.firstLeaf
            var margin = unsafe margins + Int(tree.output)
            for row in 0..<rowCount {
                unsafe margin.pointee = Double(Float(margin.pointee) + values[Int(leaves[row])])
                unsafe margin += outputCount
            }
        case .float64:
            let values = unsafe leafValues.assumingMemoryBound(to: Double.self) + tree.firstLeaf
            var margin = unsafe margins + Int(tree.output)
            for row in 0..<rowCount {
                unsafe margin.pointee += values[Int(leaves[row])]
                unsafe margin += outputCount
            }
        }
    }

    /// The leaves of one row in `treeCount` trees.
    func add(
        leaves: UnsafePointer<UInt32>, trees: UnsafePointer<PlanTree>, treeCount: Int, to margins: UnsafeMutablePointer<Double>
    ) {
        switch sumWidth {
        case .float32:
            unsafe add(leaves, leafValues.assumingMemoryBound(to: Float.self), trees, treeCount, to: margins)
        case .float64:
            unsafe add(leaves, leafValues.assumingMemoryBound(to: Double.self), trees, treeCount, to: margins)
        }
    }

    @inline(__always)
    private func add<Sum: PlanValue>(
        _ leaves: UnsafePointer<UInt32>, _ values: UnsafePointer<Sum>, _ trees: UnsafePointer<PlanTree>, _ treeCount: Int,
        to margins: UnsafeMutablePointer<Double>
    ) {
        if outputCount == 1 {
            // Every addition waits for the one before: in a register, not through memory.
            var sum = unsafe Sum(margins[0])
            for tree in 0..<treeCount { unsafe sum += values[trees[tree].firstLeaf &+ Int(leaves[tree])] }
            unsafe margins[0] = Double(sum)
        } else {
            for tree in 0..<treeCount {
                let margin = unsafe margins + Int(trees[tree].output)
                unsafe margin.pointee = Double(Sum(margin.pointee) + values[trees[tree].firstLeaf &+ Int(leaves[tree])])
            }
        }
    }

    func finish(_ margins: UnsafeMutablePointer<Double>, rowCount: Int) {
        guard aggregation != .sum else { return }
        for row in 0..<rowCount {
            for output in 0..<outputCount {
                let margin = unsafe margins + (row &* outputCount &+ output)
                unsafe margin.pointee =
                    switch sumWidth {
                    case .float32:
                        unsafe Double(finished(Float(margin.pointee), aggregation, baseScore: Float(baseScores[output])))
                    case .float64: unsafe finished(margin.pointee, aggregation, baseScore: baseScores[output])
                    }
            }
        }
    }

    @inline(__always)
    private func finished<Sum: PlanValue>(_ sum: Sum, _ aggregation: Aggregation, baseScore: Sum) -> Sum {
        let scaled = sum * Sum(aggregation.scale) / Sum(aggregation.divisor)
        return aggregation.baseScorePlace == .last ? scaled + baseScore : scaled
    }
}
