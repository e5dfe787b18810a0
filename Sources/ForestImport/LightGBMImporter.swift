internal import Bundles
internal import Forest

/// LightGBM's text file to a model.
enum LightGBMImporter {
    static func read(
        _ bytes: UnsafeRawBufferPointer, onProgress: (_ byteCount: Int) -> Void
    ) throws(ImportError) -> ImportedModel {
        let model = try unsafe LightGBMReader.read(bytes, onProgress: onProgress)
        let ensemble = try model.ensemble()
        let contract = try model.contract()
        let classCount =
            switch model.objective.task {
            case .binary: 2
            case .multiclass: model.outputCount
            case .regression: 0
            }
        // The file has the version of its format, not of the library.
        return ImportedModel(
            ensemble: ensemble, contract: contract, task: model.objective.task, classCount: classCount,
            importances: model.importances(), library: "LightGBM", libraryVersion: nil, format: .lightGBMText,
            objectiveName: model.objective.text, warnings: model.warnings())
    }
}
