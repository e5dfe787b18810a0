internal import Bundles
internal import Codecs
internal import Forest
internal import SystemPackage
internal import Tabular

/// What the admin listener says about a model: a line in the list, or everything that its bundle knows.
struct ModelDocument {
    let bundle: Bundle
    private var manifest: Manifest { bundle.manifest }
    private var forest: FlatForest { bundle.forest }

    /// Categories of one feature that are listed; their number is given besides.
    static let categoryCountMax = 1000

    /// What tells the model from others. Holds all members of SageMaker's list of models (`modelName`, `modelUrl`).
    var summary: [JSONValue.Member] {
        [
            .init("name", .string(manifest.name)),
            .init("modelName", .string(manifest.name)),
            .init("modelUrl", .string(bundle.path.string)),
            .init("version", JSONValue(manifest.version)),
            .init("model_version", .string(manifest.modelVersion)),
            .init("task", .string(manifest.target.task.rawValue)),
            .init("objective", .string(manifest.objective.name)),
            .init("features", JSONValue(manifest.contract.features.count)),
            .init("trees", JSONValue(forest.treeCount)),
            // A model that did not reproduce its sample is not among those that are served.
            .init("ready", .bool(true)),
        ]
    }

    /// The summary, and behind it what a client needs to ask the model and a person to trust it. What the manifest has stands as it does
    /// there (docs/bundle-format.md).
    var json: JSONValue {
        guard case .object(let stored) = manifest.jsonValue else { preconditionFailure("a manifest is an object") }
        func take(_ names: String...) -> [JSONValue.Member] { names.compactMap { name in stored.first { $0.name == name } } }
        let example = ModelExample(manifest)
        var members = summary + take("target", "decision_threshold")
        members.append(.init("schema", schema))
        members += take("metrics", "provenance")
        members.append(.init("forest", forestFacts))
        members.append(.init("self_predictions", JSONValue(manifest.selfTest.rows.count)))
        members += take("files")
        members.append(.init("example", example.byName))
        members.append(.init("example_by_position", example.byPosition))
        return .object(members)
    }

    private var schema: JSONValue {
        .object([
            .init("policy", .string(manifest.contract.policy.rawValue)),
            .init("missing_markers", JSONValue(manifest.contract.missingMarkers)),
            .init(
                "features",
                .array(zip(manifest.contract.features, manifest.importances).map { Self.json($0, importance: $1) })),
        ])
    }

    private static func json(_ feature: Feature, importance: Double) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(feature.name)),
            .init("type", .string(feature.kind.rawValue)),
            .init("importance", JSONValue(importance)),
            .init("encoding", .array(feature.transforms.map { .string($0.encodingName) })),
        ]
        if let range = feature.range {
            members.append(.init("range", JSONValue([range.lowerBound, range.upperBound])))
        }
        if let categories = feature.categories {
            members.append(.init("category_count", JSONValue(categories.count)))
            members.append(.init("categories", JSONValue(Array(categories.prefix(categoryCountMax)))))
        }
        return .object(members)
    }

    private var forestFacts: JSONValue {
        .object([
            .init("trees", JSONValue(forest.treeCount)),
            .init("nodes", JSONValue(forest.nodeCount)),
            .init("leaves", JSONValue(forest.leafCount)),
            .init("depth", JSONValue(forest.depthMax)),
            .init("outputs", JSONValue(forest.outputCount)),
            .init("bytes", JSONValue(unsafe forest.bytes.count)),
            .init("plan_bytes", JSONValue(bundle.scorer.planByteCount)),
        ])
    }
}

extension Feature {
    /// The texts that have a code; nil for a number.
    var categories: [String]? {
        for transform in transforms {
            switch transform {
            case .ordinalMap(let categories), .categoryMap(let categories): return categories
            case .identity: continue
            }
        }
        return nil
    }
}

extension Transform {
    /// The name in manifests.
    fileprivate var encodingName: String {
        switch self {
        case .identity: "identity"
        case .ordinalMap: "ordinal_map"
        case .categoryMap: "category_map"
        }
    }
}
