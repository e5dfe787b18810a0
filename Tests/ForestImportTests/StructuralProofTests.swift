import Base
import Bundles
import Forest
import ForestImport
import ForestImportTestSupport
import SystemPackage
import Tabular
import TestSupport
import Testing

/// The proof that a forest is the model file's, on every golden model, and that any other forest is not.
struct StructuralProofTests {
    private static func proof(_ bytes: [UInt8], _ format: SourceFormat, _ forest: FlatForest, _ contract: FeatureContract) throws
        -> StructuralProof
    {
        try unsafe bytes.withUnsafeBytes { bytes in
            try unsafe StructuralProof(bytes, format: format, forest: forest, contract: contract)
        }
    }

    private static let xgboost = ["json", "ubj"].flatMap { SourceTree.files(below: "Tests/Goldens/xgboost", suffix: ".\($0)") }

    @Test func `every golden model that can be imported is proved`() throws {
        let lightGBM = SourceTree.files(below: "Tests/Goldens/lightgbm", suffix: ".txt")
        #expect(!Self.xgboost.isEmpty && !lightGBM.isEmpty)
        var provedCount = 0
        for file in Self.xgboost + lightGBM {
            let bytes = FileBytes.read(SharedData.packageRoot.appending(file)) ?? []
            // What is refused has tests of its own.
            guard let model = try? ForeignFile.read(bytes) else { continue }
            let forest = FlatForest(model.ensemble)
            let structure = try Self.proof(bytes, model.format, forest, model.contract).structure
            provedCount += 1
            let splitCount = forest.nodeCount - forest.leafCount
            #expect(structure.treeCount == forest.treeCount && structure.leafCount == forest.leafCount, "\(file)")
            #expect(structure.thresholdCount + structure.categorySetCount == splitCount, "\(file)")
            #expect(structure.missingRuleCount == splitCount, "\(file)")
            #expect(structure.linearWeightCount == (forest.linearWeights?.weights.count ?? 0), "\(file)")
        }
        #expect(provedCount > 100)
    }

    /// The ensemble with one tree changed.
    private static func rebuilt(_ ensemble: TreeEnsemble, _ index: Int, _ change: (inout Tree) -> Void) throws -> FlatForest {
        var builder = EnsembleBuilder(
            arithmetic: ensemble.arithmetic, aggregation: ensemble.aggregation, objective: ensemble.objective,
            featureCount: ensemble.featureCount, outputCount: ensemble.outputCount, baseScores: ensemble.baseScores,
            linkScale: ensemble.linkScale)
        for (place, tree) in ensemble.trees.enumerated() {
            var tree = tree
            if place == index { change(&tree) }
            builder.append(tree)
        }
        return FlatForest(try builder.build())
    }

    private static func changeSplit(_ tree: inout Tree, _ change: (inout Tree.Split) -> Void) {
        guard case .split(var split) = tree.nodes[0] else { return }
        change(&split)
        tree.nodes[0] = .split(split)
    }

    /// Everything that can be wrong with one tree of a forest, with the words that tell it.
    private static let faults: [(words: String, change: @Sendable (inout Tree) -> Void)] = [
        (
            "threshold",
            { changeSplit(&$0) { if case .threshold(let old) = $0.test { $0.test = .threshold(Double(Float(old).nextUp)) } } }
        ),
        (
            "category",
            { changeSplit(&$0) { if case .categories(let old) = $0.test { $0.test = .categories(Array(old.dropLast())) } } }
        ),
        ("default side", { changeSplit(&$0) { $0.defaultLeft.toggle() } }),
        ("split feature", { changeSplit(&$0) { $0.feature = $0.feature == 0 ? 1 : 0 } }),
        ("rule for missing values", { changeSplit(&$0) { $0.missing = $0.missing == .nanIsZero ? .nanIsMissing : .nanIsZero } }),
        (
            "leaf value",
            { tree in
                guard case .leaf(let value)? = tree.nodes.last else { return }
                tree.nodes[tree.nodes.count - 1] = .leaf(value: Double(Float(value).nextUp))
            }
        ),
        ("", { changeSplit(&$0) { ($0.left, $0.right) = ($0.right, $0.left) } }),
    ]

    @Test(arguments: ["xgboost/3.2.0/logistic.json", "lightgbm/4.7.0/binary.txt", "lightgbm/4.7.0/categorical.txt"])
    func `a forest that differs in one number of one tree is refused with the tree`(place: String) throws {
        let bytes = try GoldenRows.bytes(place)
        let model = try ForeignFile.read(bytes)
        let ensemble = model.ensemble
        let index = try #require(ensemble.trees.indices.last { ensemble.trees[$0].nodes.count > 3 })
        for fault in Self.faults {
            let forest = try Self.rebuilt(ensemble, index, fault.change)
            // Not every model has what a fault changes.
            guard forest.ensemble() != ensemble else { continue }
            let error = #expect(throws: ImportError.self, "\(fault.words)") {
                try Self.proof(bytes, model.format, forest, model.contract)
            }
            #expect(
                error?.tree == index && "\(error.map { "\($0)" } ?? "")".contains(fault.words),
                "\(fault.words): \(error.map { "\($0)" } ?? "")")
        }
    }

    @Test func `trees in another order, fewer trees and other names of features are refused`() throws {
        let bytes = try GoldenRows.bytes("xgboost/3.2.0/logistic.json")
        let model = try ForeignFile.read(bytes)
        let ensemble = model.ensemble
        #expect(ensemble.trees.count > 1)
        func refuses(_ trees: [Tree]) throws {
            var builder = EnsembleBuilder(
                arithmetic: ensemble.arithmetic, objective: ensemble.objective, featureCount: ensemble.featureCount,
                outputCount: 1, baseScores: ensemble.baseScores)
            for tree in trees { builder.append(tree) }
            let forest = FlatForest(try builder.build())
            #expect(throws: ImportError.self) { try Self.proof(bytes, model.format, forest, model.contract) }
        }
        try refuses(ensemble.trees.reversed())
        try refuses(Array(ensemble.trees.dropLast()))
        try refuses(ensemble.trees + [ensemble.trees[0]])
        var contract = model.contract
        contract.features.swapAt(0, 1)
        #expect(throws: ImportError.self) { try Self.proof(bytes, model.format, FlatForest(ensemble), contract) }
    }
}
