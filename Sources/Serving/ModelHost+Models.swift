internal import Bundles
internal import Codecs
internal import Forest
internal import SystemPackage
internal import Tabular

extension ModelHost {
    /// `{"models":[...]}`: of every model what tells it from others. Holds all members of SageMaker's list of models.
    func writeModels(into answer: inout ByteBuffer) {
        answer.append("{\"models\":[" as StaticString)
        for index in 0..<modelCount {
            if index > 0 { answer.append(UInt8(ascii: ",")) }
            let bundle = bundle(index)
            let manifest = bundle.manifest
            JSONValue.object([
                .init("name", .string(manifest.name)),
                .init("modelName", .string(manifest.name)),
                .init("modelUrl", .string(bundle.path.string)),
                .init("version", JSONValue(manifest.version)),
                .init("model_version", .string(manifest.modelVersion)),
                .init("task", .string(manifest.target.task.rawValue)),
                .init("objective", .string(manifest.objective.name)),
                .init("target", .string(manifest.target.name)),
                .init("features", JSONValue(manifest.contract.features.count)),
                .init("trees", JSONValue(bundle.forest.treeCount)),
                .init("ready", .bool(true)),
            ]).write(into: &answer, indented: false)
        }
        answer.append("]}" as StaticString)
    }
}
