internal import Forest
public import ForestImport
internal import ForestTestSupport
internal import Tabular

/// What must hold of any bytes that are said to be another library's model: they are refused with a reason, or they are a model that
/// builder, file, kernel and reference agree about, bit for bit, with a contract of as many features as it reads.
public enum ForeignModel {
    /// Imports `contents`. nil when they are a model and it passes; else why they were refused. Traps when something disagrees.
    public static func check(_ contents: [UInt8], format: SourceFormat) -> ImportError? {
        let result = unsafe contents.withUnsafeBytes { bytes in
            Result { () throws(ImportError) in try unsafe ModelImporter.read(bytes, format: format) }
        }
        switch result {
        case .success(let model):
            check(model)
            return nil
        case .failure(let error):
            precondition(!error.reason.isEmpty, "an error that says nothing")
            precondition(error.byteOffset.map { (0...contents.count).contains($0) } ?? true, "an offset outside of the file")
            return error
        }
    }

    private static func check(_ model: ImportedModel) {
        let ensemble = model.ensemble
        precondition(model.contract.features.count == ensemble.featureCount, "a contract of another width")
        precondition(model.importances.count == ensemble.featureCount, "importances of another width")
        let total = model.importances.reduce(0, +)
        precondition(total == 0 || abs(total - 1) < 1e-6, "shares that do not sum to 1")
        if let error = ForeignForest.check(FlatForest(ensemble).contents) {
            preconditionFailure("the reader refuses what the builder accepts: \(error)")
        }
    }
}
