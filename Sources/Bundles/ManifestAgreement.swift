internal import Forest
internal import Tabular

/// What the manifest says beside what the forest is.
struct ManifestAgreement {
    private let manifest: Manifest

    init(_ manifest: Manifest) { self.manifest = manifest }

    func check(_ forest: FlatForest, bundle: String) throws(BundleError) {
        func refusal(_ field: String, _ reason: String) -> BundleError {
            BundleError(bundle: bundle, file: BundleFile.manifest, field: field, reason: reason)
        }
        guard manifest.objective == forest.objective else {
            throw refusal("objective", "is \(manifest.objective.name), but \(BundleFile.forest) is of \(forest.objective.name)")
        }
        let featureCount = manifest.contract.features.count
        guard featureCount == forest.featureCount else {
            throw refusal(
                "features", "has \(featureCount) entries, but \(BundleFile.forest) reads \(forest.featureCount) features")
        }
        switch manifest.target.task {
        case .binary, .regression:
            let outputCount = manifest.selfTest.margins[0].count
            guard outputCount == forest.outputCount else {
                throw refusal(
                    "self_test.margins[0]",
                    "has \(outputCount) numbers, but \(BundleFile.forest) has \(forest.outputCount) outputs")
            }
        case .multiclass:
            guard manifest.target.classes.count == forest.outputCount else {
                throw refusal(
                    "target.classes",
                    "has \(manifest.target.classes.count) entries, but \(BundleFile.forest) has \(forest.outputCount) outputs")
            }
        }
        guard manifest.selfTest.inputWidth == forest.arithmetic.inputWidth else {
            throw refusal(
                "self_test.rows",
                "are \(manifest.selfTest.inputWidth) numbers, but \(BundleFile.forest) reads \(forest.arithmetic.inputWidth)")
        }
    }
}
