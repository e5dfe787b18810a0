internal import Base
internal import Forest

/// One training: margins, the rounds, and what is kept of them.
final class BoostingRun {
    private let table: BinnedTable
    private let loss: TrainingLoss
    private let parameters: TrainingParameters
    private let pool: WorkerPool
    private let trainingRows: Buffer<UInt32>
    private let validationRows: Buffer<UInt32>
    private let margins: Buffer<Float>
    private let state: Buffer<Float>
    private let pairs: Buffer<FixedPair>
    private let leafIDs: Buffer<UInt32>
    private let chunkLosses: Buffer<ChunkLoss>
    private let chunkSums: Buffer<FixedPair>
    private let grower: TreeGrower
    private var trees: [GrownTree] = []
    private var leafVisits: [[Int]] = []
    private var history: [RoundReport] = []
    private var bestRound = 0

    /// Rows of a task, and of a partial sum of losses: fixed, so that sums do not depend on the number of threads.
    private static let chunkRowCount = 4096
    private var outputCount: Int { loss.outputCount }

    init(
        table: BinnedTable, loss: TrainingLoss, parameters: TrainingParameters, pool: WorkerPool, trainingRows: [UInt32],
        validationRows: [UInt32]
    ) {
        self.table = table
        self.loss = loss
        self.parameters = parameters
        self.pool = pool
        self.trainingRows = Buffer(trainingRows)
        self.validationRows = Buffer(validationRows)
        margins = Buffer(repeating: 0, count: table.rowCount * loss.outputCount)
        state = Buffer(repeating: 0, count: table.rowCount * loss.outputCount)
        pairs = Buffer(repeating: .zero, count: table.rowCount)
        leafIDs = Buffer(repeating: 0, count: max(trainingRows.count, validationRows.count))
        let chunkCount = max(trainingRows.count, validationRows.count) / Self.chunkRowCount + 1
        chunkLosses = Buffer(repeating: ChunkLoss(), count: chunkCount)
        chunkSums = Buffer(repeating: .zero, count: chunkCount)
        grower = TreeGrower(table: table, pool: pool, rowCapacity: trainingRows.count, parameters: parameters)
        resetMargins()
    }

    private func resetMargins() {
        for output in 0..<outputCount {
            for row in 0..<table.rowCount { margins[output * table.rowCount + row] = loss.baseScores[output] }
        }
    }

    // MARK: Rounds

    func boost(progress: (RoundReport) -> RoundDecision) throws(TrainingError) {
        var gradientMax = evaluate(trainingRows, keepsState: true).gradientMax
        var bestLoss = Double.infinity
        for round in 1...parameters.treeCount {
            for output in 0..<outputCount { try growTree(round: round, output: output, gradientMax: gradientMax) }
            let training = evaluate(trainingRows, keepsState: true)
            gradientMax = training.gradientMax
            var report = RoundReport(
                round: round, roundCount: parameters.treeCount,
                trainingLoss: loss.report(sum: training.sum, rowCount: trainingRows.count), validationLoss: nil)
            if validationRows.count > 0 {
                let validation = evaluate(validationRows, keepsState: false)
                report.validationLoss = loss.report(sum: validation.sum, rowCount: validationRows.count)
            }
            history.append(report)
            if parameters.earlyStoppingRounds == 0 {
                bestRound = round
            } else if let validationLoss = report.validationLoss, validationLoss < bestLoss || bestRound == 0 {
                bestLoss = validationLoss
                bestRound = round
            }
            let asked = progress(report)
            let isOver = parameters.earlyStoppingRounds > 0 && round - bestRound >= parameters.earlyStoppingRounds
            if asked == .stop || isOver { return }
        }
    }

    private func evaluate(_ rows: Buffer<UInt32>, keepsState: Bool) -> ChunkLoss {
        let chunkCount = (rows.count + Self.chunkRowCount - 1) / Self.chunkRowCount
        pool.run(taskCount: chunkCount) { chunk in
            let first = chunk * Self.chunkRowCount
            chunkLosses[chunk] = unsafe loss.chunkLoss(
                rows: rows.base + first, count: min(Self.chunkRowCount, rows.count - first), margins: margins,
                state: keepsState ? state : nil, planeCount: table.rowCount)
        }
        var total = ChunkLoss()
        for chunk in 0..<chunkCount {
            total.sum += chunkLosses[chunk].sum
            total.gradientMax = max(total.gradientMax, chunkLosses[chunk].gradientMax)
        }
        return total
    }

    private func growTree(round: Int, output: Int, gradientMax: Double) throws(TrainingError) {
        let sample = TreeSample(
            parameters: parameters, treeIndex: (round - 1) * outputCount + output, trainingRows: trainingRows,
            featureCount: table.featureCount, into: grower.partition.rows)
        let fixedPoint = loss.fixedPoint(gradientMax: gradientMax, rowCount: sample.rowCount)
        let rules = SplitRules(parameters: parameters, fixedPoint: fixedPoint, rowCount: sample.rowCount)
        let sums = fillPairs(rowCount: sample.rowCount, output: output, fixedPoint: fixedPoint)
        var tree = unsafe grower.grow(
            rowCount: sample.rowCount, sums: sums, pairs: pairs.base, features: sample.features, rules: rules)
        try setValues(&tree, rules: rules)
        var visits = addToSampledRows(tree, output: output)
        let binned = BinnedTree(tree, table: table)
        let values = tree.leaves.map { tree.nodes[$0].value }
        let unsampledVisits = addToOtherRows(binned, values: values, rows: sample.otherRows, output: output)
        for leaf in visits.indices { visits[leaf] += unsampledVisits[leaf] }
        _ = addToOtherRows(binned, values: values, rows: validationRows, output: output)
        trees.append(tree)
        leafVisits.append(visits)
    }

    private func fillPairs(rowCount: Int, output: Int, fixedPoint: FixedPoint) -> FixedPair {
        let chunkCount = (rowCount + Self.chunkRowCount - 1) / Self.chunkRowCount
        pool.run(taskCount: chunkCount) { chunk in
            let first = chunk * Self.chunkRowCount
            chunkSums[chunk] = unsafe loss.chunkGradients(
                rows: grower.partition.rows.base + first, count: min(Self.chunkRowCount, rowCount - first), output: output,
                state: state, planeCount: table.rowCount, fixedPoint: fixedPoint,
                into: PairTarget(byRow: pairs.base, gathered: grower.partition.ordered.base + first))
        }
        var sums = FixedPair.zero
        for chunk in 0..<chunkCount { sums = sums &+ chunkSums[chunk] }
        return sums
    }

    /// The Newton step of each leaf times the learning rate, in float32.
    private func setValues(_ tree: inout GrownTree, rules: SplitRules) throws(TrainingError) {
        for node in tree.nodes.indices where tree.nodes[node].isLeaf {
            let sums = tree.nodes[node].sums
            let weight =
                Double(sums.hessianSteps) * rules.fixedPoint.hessianUnit + rules.lambda + tree.nodes[node].extraLambda
            let gradient = Double(sums.x) * rules.fixedPoint.gradientUnit
            let value = weight > 0 ? Float(-parameters.learningRate * gradient / weight) : 0
            guard value.isFinite else {
                throw .badModel("tree \(trees.count): a leaf value is \(value); the labels are too far apart for float32")
            }
            // A sum of nothing gives -0 here, which is 0.
            tree.nodes[node].value = value == 0 ? 0 : value
        }
    }

    // MARK: Margins

    /// Adds leaf values to the rows that the tree was grown on, which stand leaf by leaf; returns the rows of each leaf.
    private func addToSampledRows(_ tree: GrownTree, output: Int) -> [Int] {
        let leaves = tree.leaves.map { tree.nodes[$0] }
        let plane = output * table.rowCount
        pool.run(taskCount: leaves.count) { index in
            unsafe addToRows(
                grower.partition.rows.base + leaves[index].begin, count: leaves[index].count, value: leaves[index].value,
                margins: margins.base + plane)
        }
        return leaves.map(\.count)
    }

    /// The same for rows that the tree has not seen, which are sent down it.
    private func addToOtherRows(_ tree: BinnedTree, values: [Float], rows: Buffer<UInt32>, output: Int) -> [Int] {
        var visits = [Int](repeating: 0, count: values.count)
        let plane = output * table.rowCount
        let chunkCount = (rows.count + Self.chunkRowCount - 1) / Self.chunkRowCount
        pool.run(taskCount: chunkCount) { chunk in
            let first = chunk * Self.chunkRowCount
            let count = min(Self.chunkRowCount, rows.count - first)
            unsafe tree.leaves(rows: rows.base + first, count: count, into: leafIDs.base + first)
            unsafe values.withUnsafeBufferPointer { values in
                unsafe addByLeaf(
                    rows.base + first, count: count, leafIDs: leafIDs.base + first, values: values, margins: margins.base + plane)
            }
        }
        for index in 0..<rows.count { visits[Int(leafIDs[index])] += 1 }
        return visits
    }

    // MARK: Result

    func finish(objective: Objective) throws(TrainingError) -> TrainedForest {
        let kept = bestRound * outputCount
        if kept < trees.count { replay(trees[..<kept]) }
        var gains = [Double](repeating: 0, count: table.featureCount)
        var builder = EnsembleBuilder(
            arithmetic: .espalier, objective: objective, featureCount: table.featureCount, outputCount: outputCount,
            baseScores: loss.baseScores.map { Double($0) })
        for (index, tree) in trees[..<kept].enumerated() {
            for node in tree.nodes where !node.isLeaf { gains[node.best.feature] += node.best.gain }
            builder.append(tree.tree(output: index % outputCount, bins: table.bins))
        }
        let ensemble: TreeEnsemble
        do { ensemble = try builder.build() } catch { throw .badModel("\(error)") }
        return TrainedForest(
            ensemble: ensemble, history: history, bestRound: bestRound, gains: gains,
            trainingMargins: rowMajorMargins(trainingRows), validationMargins: rowMajorMargins(validationRows),
            leafVisits: Array(leafVisits[..<kept]))
    }

    /// Sums the margins anew over the kept trees: float sums cannot be taken back.
    private func replay(_ kept: ArraySlice<GrownTree>) {
        resetMargins()
        for (index, tree) in kept.enumerated() {
            let binned = BinnedTree(tree, table: table)
            let values = tree.leaves.map { tree.nodes[$0].value }
            for rows in [trainingRows, validationRows] {
                _ = addToOtherRows(binned, values: values, rows: rows, output: index % outputCount)
            }
        }
    }

    private func rowMajorMargins(_ rows: Buffer<UInt32>) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.count * outputCount)
        for index in 0..<rows.count {
            for output in 0..<outputCount { result.append(margins[output * table.rowCount + Int(rows[index])]) }
        }
        return result
    }
}

private func addToRows(_ rows: UnsafePointer<UInt32>, count: Int, value: Float, margins: UnsafeMutablePointer<Float>) {
    for index in 0..<count { unsafe margins[Int(rows[index])] += value }
}

private func addByLeaf(
    _ rows: UnsafePointer<UInt32>, count: Int, leafIDs: UnsafePointer<UInt32>, values: UnsafeBufferPointer<Float>,
    margins: UnsafeMutablePointer<Float>
) {
    for index in 0..<count { unsafe margins[Int(rows[index])] += values[Int(leafIDs[index])] }
}
