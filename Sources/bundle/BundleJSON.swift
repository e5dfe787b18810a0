internal import Bundles
internal import Codecs
internal import Forest
internal import SystemPackage

/// A bundle as one JSON object.
enum BundleJSON {
    static func text(_ bundle: Bundle) throws(BundleError) -> String {
        let forest = bundle.forest
        let members: [JSONValue.Member] = [
            .init("path", JSONValue(bundle.path.string)),
            .init("manifest", bundle.manifest.jsonValue),
            .init(
                "forest",
                .object([
                    .init("feature_count", JSONValue(forest.featureCount)),
                    .init("output_count", JSONValue(forest.outputCount)),
                    .init("tree_count", JSONValue(forest.treeCount)),
                    .init("node_count", JSONValue(forest.nodeCount)),
                    .init("leaf_count", JSONValue(forest.leafCount)),
                    .init("depth_max", JSONValue(forest.depthMax)),
                    .init("base_scores", JSONValue(forest.baseScores)),
                ])),
        ]
        let certificate = try bundle.certificate().map { [JSONValue.Member("certificate", $0.jsonValue)] } ?? []
        return JSONValue.object(members + certificate).text()
    }
}
