public import Bundles
public import Tabular

/// A manifest that uses everything that a manifest can say, for tests that need no forest.
public enum SampleManifest {
    /// What every sample model predicts from: `age` and `income` are numbers, `city` is one of four texts.
    public static let contract = FeatureContract(
        features: [
            Feature(name: "age", kind: .numeric, transforms: [.identity], range: 18...90),
            Feature(name: "income", kind: .numeric, transforms: [.identity], range: 0...250_000.5),
            Feature(name: "city", kind: .categorical, transforms: [.categoryMap(cities)]),
        ],
        missingMarkers: FeatureContract.defaultMissingMarkers, policy: .observe)

    public static let cities = ["Oslo", "Rome", "São Paulo", "\"quoted\", city"]

    /// Rows as the forest reads them: ordinary ones, missing values, thresholds met exactly, an unknown city, the infinities.
    public static let rows: [[Float]] = [
        [35, 42_000, 0], [35.5, 10_000.25, 1], [.nan, 70_000, 3], [62, .nan, .nan], [-.infinity, .infinity, 7], [0.1, -0.0, 2],
        [90, 3.4e38, 1],
    ]

    public static func whole(_ task: Manifest.Task = .binary, name: String = "small") -> Manifest {
        let classes: [String] =
            switch task {
            case .binary: ["no", "yes"]
            case .multiclass: ["low", "middle", "high"]
            case .regression: []
            }
        let margins: [Double] = task == .multiclass ? [0.1, -.infinity, 1e300] : [-0.0]
        return Manifest(
            name: name, version: 1, objective: task.objective,
            target: Manifest.Target(name: "outcome", task: task, classes: classes), contract: contract,
            decisionThreshold: task == .binary ? 0.5 : nil, metrics: metrics(task: task), importances: [0.5, 0.25, 0.25],
            provenance: provenance, selfTest: Manifest.SelfTest(rows: rows, margins: rows.map { _ in margins }), files: files)
    }

    private static let files = ["baseline.json", "forest.bin", "report.html"].enumerated().map { index, name in
        Manifest.FileEntry(name: name, byteCount: 1000 + index, sha256: SHA256.hexDigest(of: Array(name.utf8)))
    }

    private static let provenance = Manifest.Provenance(
        tool: "espalier train 0.1.0", dataSHA256: SHA256.hexDigest(of: Array("small".utf8)), dataName: "small.csv", rowCount: 100,
        seed: 18_446_744_073_709_551_615, arguments: [("learning_rate", "0.1"), ("max_depth", "3")],
        created: "2026-01-31T12:00:00Z")

    /// Where an imported model comes from.
    public static let imported = Manifest.Provenance(
        tool: "espalier bundle import 0.1.0", dataSHA256: SHA256.hexDigest(of: Array("model".utf8)), dataName: "model.json",
        rowCount: 0, seed: 0, arguments: [("objective", "reg:gamma")], created: nil,
        source: Manifest.Source(
            library: "XGBoost", libraryVersion: "3.2.0", format: "xgboost-json", file: "model.json",
            sha256: SHA256.hexDigest(of: Array("model".utf8))))

    private static func metrics(task: Manifest.Task) -> [Manifest.SplitMetrics] {
        let values: [(name: String, value: Double)] =
            switch task {
            case .binary:
                [("accuracy", 0.9), ("precision", 0.8), ("recall", 0.7), ("f1", 0.75), ("roc_auc", 0.95), ("log_loss", 0.3)]
            case .multiclass: [("accuracy", 0.85), ("log_loss", 0.4)]
            case .regression: [("rmse", 1.5), ("mae", 1.25), ("r2", 0.625)]
            }
        let positiveClass = task == .binary ? "yes" : nil
        return [
            Manifest.SplitMetrics(split: "training", rowCount: 80, positiveClass: positiveClass, values: values),
            Manifest.SplitMetrics(split: "validation", rowCount: 20, positiveClass: positiveClass, values: values),
        ]
    }
}

extension SampleManifest {
    /// `text` with the first `old` replaced; nil when there is none.
    public static func replacing(_ old: String, by new: String, in text: String) -> String? {
        guard let place = text.firstRange(of: old) else { return nil }
        return text.replacingCharacters(in: place, by: new)
    }

    /// The manifest's text with the seal that belongs to it, in place of whatever seal it has.
    public static func sealedAnew(_ text: String) -> [UInt8] { ManifestSeal.renewed(Array(text.utf8)) }
}

extension String {
    fileprivate func replacingCharacters(in place: Range<Index>, by new: String) -> String {
        String(self[..<place.lowerBound]) + new + String(self[place.upperBound...])
    }
}
