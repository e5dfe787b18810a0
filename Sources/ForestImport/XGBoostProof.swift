internal import Bundles
internal import Forest
internal import Tabular

/// An XGBoost file's arrays beside a forest (`StructuralProof`).
struct XGBoostProof {
    private let model: XGBoostModel
    private let forest: FlatForest
    private let contract: FeatureContract
    private var structure = Certificate.Structure()
    /// The forest's trees that were compared; a tree of vector leaves is one for each output there.
    private var treeCount = 0

    init(_ model: XGBoostModel, _ forest: FlatForest, _ contract: FeatureContract) {
        self.model = model
        self.forest = forest
        self.contract = contract
    }

    func check() throws(ImportError) -> Certificate.Structure {
        var proof = self
        try proof.checkWhole()
        if model.booster.name == "gblinear" {
            try proof.checkWeights()
        } else {
            for index in model.booster.trees.indices { try proof.checkTree(index) }
        }
        guard proof.treeCount == forest.treeCount else {
            throw ImportError(
                reason: "the model file has \(proof.treeCount) trees, the bundle's forest \(forest.treeCount)")
        }
        return proof.structure
    }

    private func checkWhole() throws(ImportError) {
        let arithmetic = Arithmetic(
            inputWidth: .float32, thresholdWidth: .float32, sumWidth: .float32, comparison: .less,
            negativeFraction: .isNoCategory)
        guard forest.arithmetic == arithmetic else {
            throw ImportError(reason: "the bundle's forest has not XGBoost's arithmetic")
        }
        let learner = model.learner
        let names = learner.featureNames.isEmpty ? (0..<learner.featureCount).map { "f\($0)" } : learner.featureNames
        guard contract.features.map(\.name) == names else {
            throw ImportError(field: "feature_names", reason: "are other names, or in another order, in the bundle's contract")
        }
        let outputCount = max(1, learner.classCount, learner.targetCount)
        guard forest.outputCount == outputCount else {
            throw ImportError(reason: "the model file has \(outputCount) outputs, the bundle's forest \(forest.outputCount)")
        }
        guard forest.aggregation.scale == 1, forest.aggregation.divisor == 1 else {
            throw ImportError(reason: "the bundle's forest scales the sum of its leaves")
        }
    }

    private mutating func checkWeights() throws(ImportError) {
        let weights = forest.linearWeights?.weights ?? []
        let count = model.learner.featureCount * forest.outputCount
        guard weights.count == count, model.booster.weights.count == count + forest.outputCount else {
            throw ImportError(field: "weights", reason: "the bundle's model has \(weights.count)")
        }
        for index in weights.indices where weights[index].bitPattern != Double(model.booster.weights[index]).bitPattern {
            throw ImportError(
                field: "weights[\(index)]",
                reason: "is \(model.booster.weights[index]) in the model file, but \(weights[index]) in the bundle's forest")
        }
        structure.linearWeightCount = count
    }

    private mutating func checkTree(_ index: Int) throws(ImportError) {
        let source = model.booster.trees[index]
        guard source.leafWidth > 1 else { return try checkTree(source, index, output: model.booster.treeInfo[index]) }
        for output in 0..<source.leafWidth { try checkTree(source, index, output: output) }
    }

    private mutating func checkTree(_ source: XGBoostTree, _ index: Int, output: Int) throws(ImportError) {
        guard treeCount < forest.treeCount else { throw ImportError(tree: index, reason: "is not in the bundle's forest") }
        var tree = ProvedTree(forest.tree(at: treeCount), index: index)
        treeCount += 1
        try tree.checkOutput(output)
        let segments = Dictionary(
            zip(source.categoryNodes.map { Int($0) }, source.categoryNodes.indices), uniquingKeysWith: { first, _ in first })
        var rest: [(node: Int, place: Int)] = [(0, 0)]
        while let (node, place) = rest.popLast() {
            guard source.leftChildren[node] >= 0 else {
                try tree.checkLeaf(at: place, node: node, value: leafValue(source, index, node, output))
                structure.leafCount += 1
                continue
            }
            let split = try tree.split(at: place, node: node)
            let isCategorical = !source.splitTypes.isEmpty && source.splitTypes[node]
            // The listed categories go right here and left in the forest, so there the sides change places.
            try tree.checkSplit(
                split, node: node, feature: Int(source.splitIndices[node]), missing: .nanIsMissing,
                defaultLeft: source.defaultLeft[node] != isCategorical)
            structure.missingRuleCount += 1
            if isCategorical {
                let codes = codes(source, segment: segments[node])
                try tree.checkCategories(split, node: node, codes)
                structure.categorySetCount += 1
                structure.categoryCount += codes.count
            } else {
                try tree.checkThreshold(split, node: node, Double(source.splitConditions[node]))
                structure.thresholdCount += 1
            }
            rest.append((Int(source.leftChildren[node]), isCategorical ? split.right : split.left))
            rest.append((Int(source.rightChildren[node]), isCategorical ? split.left : split.right))
        }
        try tree.finish()
        structure.treeCount += 1
    }

    /// Of dart a leaf counts with its tree's factor, one product rounded to float32.
    private func leafValue(_ source: XGBoostTree, _ index: Int, _ node: Int, _ output: Int) -> Double {
        var value = source.splitConditions[node]
        if source.leafWidth > 1 {
            // Release 3.2 numbers the leaves and keeps their values apart; before, every node has values.
            value =
                source.leafWeights.isEmpty
                ? source.baseWeights[node * source.leafWidth + output]
                : source.leafWeights[Int(source.rightChildren[node]) * source.leafWidth + output]
        }
        return Double(model.booster.name == "dart" ? value * model.booster.weightDrop[index] : value)
    }

    private func codes(_ source: XGBoostTree, segment: Int?) -> [UInt32] {
        guard let segment else { return [] }
        let start = source.categorySegments[segment]
        return Set(source.categories[start..<start + source.categorySizes[segment]]).sorted().map { UInt32($0) }
    }
}
