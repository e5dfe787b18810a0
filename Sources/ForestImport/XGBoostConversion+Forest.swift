internal import Forest

extension XGBoostConversion {
    /// Trees of gbtree and dart. A tree of vector leaves becomes one tree for each output.
    func forest(_ baseScores: [Float]) throws(ImportError) -> TreeEnsemble {
        let booster = model.booster
        guard booster.name == "gbtree" || booster.name == "dart" else {
            throw ImportError(
                field: "gradient_booster",
                reason: "\"\(booster.name.prefix(64))\" is not known; accepted: gbtree, dart, gblinear")
        }
        guard booster.treeInfo.count == booster.trees.count else {
            throw ImportError(
                field: "tree_info", reason: "has \(booster.treeInfo.count) entries for \(booster.trees.count) trees")
        }
        guard booster.name == "gbtree" || booster.weightDrop.count == booster.trees.count else {
            throw ImportError(
                field: "weight_drop", reason: "has \(booster.weightDrop.count) entries for \(booster.trees.count) trees")
        }
        var builder = EnsembleBuilder(
            arithmetic: Self.arithmetic, aggregation: aggregation, objective: objective.objective,
            featureCount: model.learner.featureCount, outputCount: outputCount, baseScores: baseScores.map { Double($0) })
        var origins: [Int] = []
        for (index, tree) in booster.trees.enumerated() {
            let factor = booster.name == "dart" ? booster.weightDrop[index] : nil
            let conversion = try XGBoostTreeConversion(tree, index: index, factor: factor)
            if tree.hasVectorLeaves && tree.leafWidth != outputCount {
                throw ImportError(
                    tree: index, field: "size_leaf_vector", reason: "is \(tree.leafWidth), but there are \(outputCount) outputs")
            }
            let outputs = tree.hasVectorLeaves ? Array(0..<outputCount) : [booster.treeInfo[index]]
            for output in outputs {
                builder.append(try conversion.tree(output: output))
                origins.append(index)
            }
        }
        do throws(EnsembleError) {
            return try builder.build()
        } catch {
            guard let place = error.tree else { throw ImportError(reason: error.reason) }
            let tree = origins[place]
            let nodes = try XGBoostTreeConversion(booster.trees[tree], index: tree, factor: nil).nodes
            throw ImportError(tree: tree, node: error.node.map { nodes[$0] }, reason: error.reason)
        }
    }

    /// Share of each feature in the gain of all splits; of the splits themselves where the file has no gains.
    func importances() -> [Double] {
        var gains = [Double](repeating: 0, count: model.learner.featureCount)
        let haveGains = model.booster.trees.allSatisfy { !$0.lossChanges.isEmpty }
        for tree in model.booster.trees {
            for node in 0..<tree.nodeCount where tree.leftChildren[node] >= 0 {
                let gain = haveGains ? Double(tree.lossChanges[node]) : 1
                if gain.isFinite, gain > 0 { gains[Int(tree.splitIndices[node])] += gain }
            }
        }
        let total = gains.reduce(0, +)
        return total > 0 && total.isFinite ? gains.map { $0 / total } : gains.map { _ in 0 }
    }
}
