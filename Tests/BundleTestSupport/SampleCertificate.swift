public import Bundles
public import Forest

/// A certificate such as `bundle certify` writes for an imported model, without the work.
public enum SampleCertificate {
    /// That of a published bundle.
    public static func of(_ bundle: Bundle) -> Certificate { of(bundle.manifest, bundle.forest) }

    /// That of a model that is or will be published with this manifest.
    public static func of(_ manifest: Manifest, _ forest: FlatForest) -> Certificate {
        var structure = Certificate.Structure()
        structure.treeCount = forest.treeCount
        structure.thresholdCount = forest.nodeCount - forest.leafCount
        structure.missingRuleCount = structure.thresholdCount
        structure.leafCount = forest.leafCount
        structure.linearWeightCount = forest.linearWeights?.weights.count ?? 0
        return Certificate(
            tool: "espalier certify 0.1.0", library: manifest.provenance.source?.library ?? "XGBoost",
            libraryVersion: "3.2.0",
            sourceSHA256: manifest.provenance.source?.sha256 ?? "", forestSHA256: FileContents.forest(forest).sha256,
            contractSHA256: manifest.contractSHA256, rowsSHA256: SHA256.hexDigest(of: Array("rows".utf8)),
            cases: [
                Certificate.Case(kind: "threshold", comparedCount: 10, refusedCount: 0),
                Certificate.Case(kind: "infinity", comparedCount: 0, refusedCount: 2),
            ],
            refusals: [Certificate.Refusal(reason: "Input data contains `inf`", rowCount: 2)],
            predictions: Certificate.Predictions(
                width: forest.arithmetic.sumWidth, differenceMaxULPs: 2, equalCount: 9, count: 10),
            coverage: [Certificate.Coverage(kind: "threshold", metCount: 3, count: 4)], structure: structure,
            float32Features: [Certificate.Float32Feature(name: "age", thresholdCount: 2)],
            warnings: ["feature income never saw a missing value in training; NaN will be read as 0"])
    }
}
