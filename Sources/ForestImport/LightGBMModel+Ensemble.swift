internal import Forest

extension LightGBMModel {
    /// The ensemble that computes LightGBM's margins: float64 throughout, `<=`, leaves added in file order from zero. The start value is
    /// in the first trees' leaves already, and so are shrinkage and the weights of DART.
    func ensemble() throws(ImportError) -> TreeEnsemble {
        guard trees.count.isMultiple(of: outputCount) else {
            throw ImportError(
                field: "num_tree_per_iteration",
                reason: "is \(outputCount), but the file has \(trees.count) trees, which is no whole number of rounds")
        }
        guard !averagesOutput || !trees.isEmpty else {
            throw ImportError(field: "average_output", reason: "the file has no trees to average")
        }
        var builder = EnsembleBuilder(
            arithmetic: Self.arithmetic, aggregation: Aggregation(divisor: averagesOutput ? Double(iterationCount) : 1),
            objective: objective.objective, featureCount: features.count, outputCount: outputCount,
            baseScores: [Double](repeating: 0, count: outputCount), linkScale: objective.linkScale)
        for (index, tree) in trees.enumerated() {
            builder.append(try tree.converted(index: index, output: index % outputCount))
        }
        do throws(EnsembleError) { return try builder.build() } catch { throw refusal(error) }
    }

    /// The builder numbers the leaves behind the splits; the file numbers them for themselves.
    private func refusal(_ error: EnsembleError) -> ImportError {
        guard let index = error.tree, trees.indices.contains(index) else { return ImportError(reason: error.reason) }
        var refusal = ImportError(byteOffset: trees[index].byteOffset, tree: index, node: error.node, reason: error.reason)
        if let node = error.node, node >= trees[index].splitCount {
            refusal.node = node - trees[index].splitCount
            refusal.field = "leaf_value"
        }
        return refusal
    }

    private static let arithmetic = Arithmetic(
        inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)
}
