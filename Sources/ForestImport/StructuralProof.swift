public import Bundles
public import Forest
public import Tabular

/// The proof that a forest holds what a model file holds, number by number, without scoring a row.
///
/// The file is parsed again, and its own arrays are walked beside the trees that are read back from forest.bin: each node of the one must
/// be the node of the other. The rules of the source library are written down here once more and nothing of the conversion is used, so
/// that a mistake would have to be made twice. It does not look at base scores and links, which every margin and prediction shows.
/// Errors carry the file's tree and node. Pure; any thread.
public struct StructuralProof: Sendable {
    /// Counts of what was found equal.
    public let structure: Certificate.Structure
    /// What the importer says of the model.
    public let warnings: [String]

    /// `bytes` is the model file. Throws at the first difference, and where the file cannot be imported.
    public init(
        _ bytes: UnsafeRawBufferPointer, format: SourceFormat, forest: FlatForest, contract: FeatureContract
    ) throws(ImportError) {
        // The raw arrays are trusted below as far as the importer has found them sound.
        warnings = try unsafe ModelImporter.read(bytes, format: format).warnings
        switch format {
        case .lightGBMText:
            let model = try unsafe LightGBMReader.read(bytes) { _ in }
            structure = try LightGBMProof(model, forest, contract).check()
        case .xgboostJSON:
            var reader = XGBoostReader(unsafe try JSONModelCursor(bytes))
            structure = try XGBoostProof(try reader.read { _ in }, forest, contract).check()
        case .xgboostUBJSON:
            var reader = XGBoostReader(unsafe UBJSONCursor(bytes))
            structure = try XGBoostProof(try reader.read { _ in }, forest, contract).check()
        }
    }
}
