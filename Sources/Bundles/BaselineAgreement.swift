internal import Forest
internal import Tabular

/// What the baseline says beside what the manifest and the forest are.
struct BaselineAgreement {
    private let baseline: Baseline

    init(_ baseline: Baseline) { self.baseline = baseline }

    func check(_ manifest: Manifest, _ forest: FlatForest, bundle: String) throws(BundleError) {
        func refusal(_ field: String, _ reason: String) -> BundleError {
            BundleError(bundle: bundle, file: BundleFile.baseline, field: field, reason: reason)
        }
        let features = manifest.contract.features
        guard baseline.features.count == features.count else {
            throw refusal("features", "has \(baseline.features.count) entries, but the manifest has \(features.count) features")
        }
        for (index, (entry, feature)) in zip(baseline.features, features).enumerated() {
            guard entry.name == feature.name else {
                throw refusal("features[\(index)].name", "is '\(entry.name)', but the manifest's is '\(feature.name)'")
            }
            guard entry.distribution.kind == feature.kind else {
                throw refusal(
                    "features[\(index)].distribution",
                    "is of a \(entry.distribution.kind.rawValue) feature, but '\(feature.name)' is \(feature.kind.rawValue)")
            }
        }
        guard baseline.prediction.classCounts.count == manifest.target.classes.count else {
            throw refusal(
                "prediction.class_counts",
                "has \(baseline.prediction.classCounts.count) entries, but there are \(manifest.target.classes.count) classes")
        }
        let leafCounts = forest.leafCounts
        guard baseline.leafVisits.count == leafCounts.count else {
            throw refusal(
                "leaf_visits", "has \(baseline.leafVisits.count) entries, but the forest has \(leafCounts.count) trees")
        }
        for (tree, visits) in baseline.leafVisits.enumerated() where visits.count != leafCounts[tree] {
            throw refusal(
                "leaf_visits[\(tree)]", "has \(visits.count) entries, but the tree has \(leafCounts[tree]) leaves")
        }
    }
}

extension Baseline.Distribution {
    /// The kind of feature that is counted in this way.
    var kind: Feature.Kind {
        switch self {
        case .quantiles: .numeric
        case .categories: .categorical
        }
    }
}
