internal import Bundles
internal import Forest
internal import Tabular

/// A LightGBM file's arrays beside a forest (`StructuralProof`).
struct LightGBMProof {
    private let model: LightGBMModel
    private let forest: FlatForest
    private let contract: FeatureContract
    private var structure = Certificate.Structure()

    init(_ model: LightGBMModel, _ forest: FlatForest, _ contract: FeatureContract) {
        self.model = model
        self.forest = forest
        self.contract = contract
    }

    func check() throws(ImportError) -> Certificate.Structure {
        var proof = self
        try proof.checkWhole()
        for index in model.trees.indices { try proof.checkTree(index) }
        return proof.structure
    }

    private func checkWhole() throws(ImportError) {
        let arithmetic = Arithmetic(
            inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual,
            negativeFraction: .isCategoryZero)
        guard forest.arithmetic == arithmetic else {
            throw ImportError(reason: "the bundle's forest has not LightGBM's arithmetic")
        }
        guard contract.features.map(\.name) == model.features.map(\.name) else {
            throw ImportError(field: "feature_names", reason: "are other names, or in another order, in the bundle's contract")
        }
        guard forest.treeCount == model.trees.count, forest.outputCount == model.outputCount else {
            throw ImportError(
                reason: "the model file has \(model.trees.count) trees for \(model.outputCount) outputs, the bundle's forest "
                    + "\(forest.treeCount) for \(forest.outputCount)")
        }
        let divisor = model.averagesOutput ? Double(model.trees.count / model.outputCount) : 1
        guard forest.aggregation == Aggregation(divisor: divisor) else {
            throw ImportError(field: "average_output", reason: "the bundle's forest adds its leaves up in another way")
        }
    }

    private mutating func checkTree(_ index: Int) throws(ImportError) {
        let source = model.trees[index]
        var tree = ProvedTree(forest.tree(at: index), index: index)
        try tree.checkOutput(index % model.outputCount)
        // As the file numbers nodes: splits from 0, leaves from -1 downward.
        var rest: [(node: Int, place: Int)] = [(source.splitCount > 0 ? 0 : -1, 0)]
        var leafCount = 0
        while let (node, place) = rest.popLast() {
            guard node >= 0 else {
                try tree.checkLeaf(at: place, node: -1 - node, value: source.leafValues[-1 - node])
                leafCount += 1
                continue
            }
            let split = try tree.split(at: place, node: node)
            try checkSplit(split, node, source, tree)
            rest.append((Int(source.leftChildren[node]), split.left))
            rest.append((Int(source.rightChildren[node]), split.right))
        }
        guard leafCount == source.leafValues.count else {
            throw tree.difference(nil, "leaves", source.leafValues.count, leafCount)
        }
        try tree.finish()
        structure.treeCount += 1
        structure.leafCount += leafCount
    }

    private mutating func checkSplit(
        _ split: Tree.Split, _ node: Int, _ source: LightGBMTree, _ tree: ProvedTree
    ) throws(ImportError) {
        let bits = source.decisionTypes[node]
        let isCategorical = bits & 1 != 0
        let missing: MissingRule =
            switch (isCategorical, bits >> 2 & 3) {
            case (true, _): .nanIsMissing
            case (_, 0): .nanIsZero
            case (_, 1): .zeroIsMissing
            default: .nanIsMissing
            }
        // A category that is missing is one that is not listed.
        try tree.checkSplit(
            split, node: node, feature: Int(source.splitFeatures[node]), missing: missing,
            defaultLeft: !isCategorical && bits & 2 != 0)
        structure.missingRuleCount += 1
        if isCategorical {
            let codes = codes(source, set: Int(source.thresholds[node]))
            try tree.checkCategories(split, node: node, codes)
            structure.categorySetCount += 1
            structure.categoryCount += codes.count
        } else {
            try checkThreshold(split, node, source.thresholds[node], tree)
            structure.thresholdCount += 1
        }
    }

    /// LightGBM reads every |x| <= 1e-35f as 0 before any split looks at it, so that a threshold in that band has the band on one side.
    private mutating func checkThreshold(
        _ split: Tree.Split, _ node: Int, _ threshold: Double, _ tree: ProvedTree
    ) throws(ImportError) {
        let band = Double(Float(1e-35))
        guard threshold.magnitude <= band, case .threshold(let found) = split.test else {
            return try tree.checkThreshold(split, node: node, threshold)
        }
        let takesZero = threshold >= 0
        // Left is all of the band and nothing above it, or nothing of the band and all below it.
        guard found == (takesZero ? band : (-band).nextDown) else { throw tree.difference(node, "threshold", threshold, found) }
        structure.zeroBandThresholdCount += 1
    }

    private func codes(_ source: LightGBMTree, set: Int) -> [UInt32] {
        let first = source.categoryBoundaries[set]
        let codeEnd = 32 * (source.categoryBoundaries[set + 1] - first)
        return (0..<codeEnd).filter { source.categoryWords[first + $0 >> 5] >> UInt32($0 & 31) & 1 == 1 }.map { UInt32($0) }
    }
}
