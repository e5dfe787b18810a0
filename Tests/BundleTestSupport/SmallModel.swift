public import Bundles
public import Forest
public import SystemPackage
internal import Tabular

/// A small model that is whole in every part, for tests that need a bundle: two numeric features and a categorical one, a few trees.
public struct SmallModel: Sendable {
    public var manifest: Manifest
    public var baseline: Baseline
    public var forest: FlatForest
    public var report: [UInt8]
    /// Whether it is published as an imported model is: without baseline and report.
    public var isImported = false

    public init(task: Manifest.Task = .binary, name: String = "small", treeCount: Int = 3) {
        let outputCount = task == .multiclass ? SampleManifest.whole(task).target.classes.count : 1
        let ensemble = Self.ensemble(task.objective, outputCount: outputCount, treeCount: treeCount)
        self.init(task: task, name: name, ensemble: ensemble)
    }

    /// A model of other trees, for the sample contract.
    public init(task: Manifest.Task, name: String, ensemble: TreeEnsemble) {
        manifest = SampleManifest.whole(task, name: name)
        forest = FlatForest(ensemble)
        manifest.selfTest = Self.selfTest(ensemble)
        manifest.files = []
        baseline = Self.baseline(task: task, classCount: manifest.target.classes.count, leafCounts: forest.leafCounts)
        report = Array("<!DOCTYPE html>\n<html><head><title>\(name)</title></head><body><p>\(name)</p></body></html>\n".utf8)
    }

    /// A model as an importer makes it, of any objective that goes with the task; `linear` gives it weights in the place of trees.
    public init(
        imported objective: Objective, task: Manifest.Task, name: String = "small", outputCount: Int = 1,
        arithmetic: Arithmetic = .espalier, linkScale: Double = 1, linear: LinearWeights? = nil
    ) {
        let ensemble = Self.ensemble(
            objective, outputCount: outputCount, treeCount: linear == nil ? 3 : 0, arithmetic: arithmetic, linkScale: linkScale,
            linear: linear)
        self.init(task: task, name: name, ensemble: ensemble)
        isImported = true
        manifest.objective = objective
        manifest.metrics = []
        manifest.provenance = SampleManifest.imported
        if objective == .hinge { manifest.decisionThreshold = nil }
    }

    /// float64 throughout, three outputs, without baseline and report.
    public static let importedGolden = SmallModel(
        imported: .logisticEach, task: .regression, name: "imported", outputCount: 3,
        arithmetic: Arithmetic(inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual),
        linkScale: 0.75)

    /// Publishes the model below `output` and returns the bundle's path.
    @discardableResult
    public func write(to output: FilePath, version: Int? = nil) throws(BundleError) -> FilePath {
        try BundleWriter.write(
            manifest: manifest, forest: forest, baseline: isImported ? nil : baseline, report: isImported ? nil : { _ in report },
            output: output, version: version)
    }

    /// The same with a hook before each step.
    @discardableResult
    package func write(
        to output: FilePath, version: Int? = nil, before hook: (WriteStep) throws(Errno) -> Void
    ) throws(BundleError) -> FilePath {
        try BundleWriter.write(
            manifest: manifest, forest: forest, baseline: isImported ? nil : baseline, report: isImported ? nil : { _ in report },
            output: output, version: version, before: hook)
    }

    private static func ensemble(
        _ objective: Objective, outputCount: Int, treeCount: Int, arithmetic: Arithmetic = .espalier, linkScale: Double = 1,
        linear: LinearWeights? = nil
    ) -> TreeEnsemble {
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, objective: objective, featureCount: SampleManifest.contract.features.count,
            outputCount: outputCount, baseScores: [Double](repeating: 0.25, count: outputCount), linkScale: linkScale,
            linear: linear)
        for index in 0..<treeCount * outputCount {
            let scale = Double(Float(1) / Float(index + 1))
            builder.append(Tree(output: index % outputCount, nodes: nodes(scale: scale, kind: index % 3)))
        }
        do { return try builder.build() } catch { preconditionFailure("the small model is a model: \(error)") }
    }

    private static func nodes(scale: Double, kind: Int) -> [Tree.Node] {
        let root: Tree.Split =
            switch kind {
            case 0: Tree.Split(feature: 0, test: .threshold(35.5), defaultLeft: true, left: 1, right: 2)
            case 1: Tree.Split(feature: 2, test: .categories([0, 2]), defaultLeft: false, left: 1, right: 2)
            default: Tree.Split(feature: 1, test: .threshold(42_000), defaultLeft: false, left: 1, right: 2)
            }
        let child = Tree.Split(feature: 1, test: .threshold(10_000.25), defaultLeft: true, left: 3, right: 4)
        return [
            .split(root), .split(child), .leaf(value: scale), .leaf(value: -scale), .leaf(value: scale / 2),
        ]
    }

    private static func selfTest(_ ensemble: TreeEnsemble) -> Manifest.SelfTest {
        let scorer = ReferenceScorer(ensemble)
        if ensemble.arithmetic.inputWidth == .float64 {
            // Rows that float32 cannot hold.
            let rows = SampleManifest.rows.map { $0.map { $0 == 0.1 ? 0.1 as Double : Double($0) } }
            return Manifest.SelfTest(wideRows: rows, margins: rows.map(scorer.margins))
        }
        // The sum of an infinity and its opposite, which a linear model comes to, is no margin to compare.
        let rows = SampleManifest.rows.filter { row in ensemble.linear == nil || !row.contains { $0.isInfinite } }
        return Manifest.SelfTest(rows: rows, margins: rows.map { scorer.margins($0.map { Double($0) }) })
    }

    private static func baseline(task: Manifest.Task, classCount: Int, leafCounts: [Int]) -> Baseline {
        Baseline(
            rowCount: 80,
            features: [
                .init(name: "age", missingShare: 0, distribution: .quantiles(edges: [30, 45.5], counts: [20, 40, 20])),
                .init(name: "income", missingShare: 0.25, distribution: .quantiles(edges: [], counts: [60])),
                .init(
                    name: "city", missingShare: 0,
                    distribution: .categories(names: SampleManifest.cities, counts: [50, 20, 10, 0])),
            ],
            prediction: .init(
                distribution: .quantiles(edges: [0.1, 0.5, 0.9], counts: [20, 20, 20, 20]),
                classCounts: (0..<classCount).map { $0 == 0 ? 80 : 0 }),
            leafVisits: leafCounts.map { count in (0..<count).map { $0 == 0 ? 80 : 0 } })
    }
}
